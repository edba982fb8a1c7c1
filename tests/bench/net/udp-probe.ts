/**
 * A ping of our own (not every machine has `ping`), run inside the namespaces:
 * `udp-probe.ts echo ADDRESS` answers datagrams and prints its port;
 * `udp-probe.ts ask ADDRESS PORT COUNT` sends COUNT of them, 2 ms apart, and prints `{sent, received, medianMs}`.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';

const [mode, address = '127.0.0.1', port, count] = process.argv.slice(2);
const socket = createSocket('udp4');

if (mode === 'echo') {
  socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address));
  socket.bind(0, address, () => console.log(socket.address().port));
} else {
  const sent = Number(count);
  const tripsMs: number[] = [];
  socket.on('message', (bytes) => tripsMs.push(performance.now() - bytes.readDoubleLE()));
  for (let i = 0; i < sent; i++) {
    const stamp = Buffer.alloc(8);
    stamp.writeDoubleLE(performance.now());
    socket.send(stamp, Number(port), address);
    await delay(2);
  }
  await delay(400);
  socket.close();
  tripsMs.sort((a, b) => a - b);
  console.log(JSON.stringify({ sent, received: tripsMs.length, medianMs: tripsMs[tripsMs.length >> 1] }));
}
