import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { TimedPacket } from './rtp-clip.ts';

/** Sends packets to a port of this machine, each at its time; settles after the last one. */
export async function playPackets(packets: readonly TimedPacket[], port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const start = performance.now();
  let next = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now() - start;
      for (let packet = packets[next]; packet && packet.at <= now; packet = packets[next]) {
        socket.send(packet.data, port, '127.0.0.1');
        next += 1;
      }
      if (next < packets.length) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  await new Promise<void>((resolve) => {
    socket.close(() => resolve());
  });
}
