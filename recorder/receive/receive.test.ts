import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../tests/support/wait-until.ts';
import { BatchedSockets } from './batched-sockets.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { loadLibc } from './libc.ts';
import type { RtpSocket, RtpSockets } from './rtp-socket.ts';

const WAYS: Readonly<Record<string, () => Promise<RtpSockets>>> = {
  'one at a time': () => Promise.resolve(DatagramSocket),
  'many at a call': async () => {
    const libc = await loadLibc();
    if (!libc) throw new Error('The calls of the system cannot be had');
    return new BatchedSockets(libc);
  },
};

let sender: Socket;

beforeAll(async () => {
  sender = createSocket('udp4');
  sender.bind(0, '127.0.0.1');
  await once(sender, 'listening');
});
afterAll(() => sender.close());

/** Sends them in order, and is done when the system has them all. */
async function send({ ports }: RtpSocket, datagrams: readonly Buffer[]): Promise<void> {
  for (const datagram of datagrams)
    await new Promise((sent) => sender.send(datagram, ports.rtpPort, ports.ip, sent));
}

/** Datagrams of all sizes that media has, each with bytes of its own. */
const numbered = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => {
    const datagram = Buffer.alloc(12 + ((index * 97) % 1400), (first + index) % 251);
    datagram.writeUInt32BE(first + index, 0);
    return datagram;
  });

describe.each(Object.entries(WAYS))('[REC-27] datagrams that are read %s', (_, way) => {
  it('are handed out once each, whole and in order, and stay as they are', async () => {
    const socket = await (await way()).open();
    const got: Buffer[] = [];
    socket.receive((datagram) => got.push(datagram));
    const sent = numbered(900);
    // No more at once than the system holds.
    for (let at = 0; at < sent.length; at += 90) {
      await send(socket, sent.slice(at, at + 90));
      await waitUntil(() => got.length === Math.min(at + 90, sent.length) || `${got.length} came`);
    }
    socket.close();
    expect(Buffer.concat(got).equals(Buffer.concat(sent))).toBe(true);
  });

  it('are kept apart by their ports, and nobody is told of what came before there was a listener', async () => {
    const sockets = await way();
    const [one, other] = await Promise.all([sockets.open(), sockets.open()]);
    const got: [string, number][] = [];
    other.receive((datagram) => got.push(['other', datagram.readUInt32BE(0)]));
    await send(one, numbered(3, 1000));
    await send(other, numbered(1, 2));
    // Then what was sent to the first before has been read, too.
    await waitUntil(() => got.length >= 1 || `${got.length} came`);
    one.receive((datagram) => got.push(['one', datagram.readUInt32BE(0)]));
    await send(one, numbered(1, 1));
    await waitUntil(() => got.length >= 2 || `${got.length} came`);
    one.close();
    await send(other, numbered(1, 3));
    await waitUntil(() => got.length >= 3 || `${got.length} came`);
    other.close();
    expect(got).toEqual(
      expect.arrayContaining([
        ['one', 1],
        ['other', 2],
        ['other', 3],
      ]),
    );
    expect(got).toHaveLength(3);
  });

  it('come no more once a port is closed, which can be had again', async () => {
    const sockets = await way();
    const socket = await sockets.open();
    let got = 0;
    socket.receive(() => (got += 1));
    socket.close();
    const { rtpPort, ip } = socket.ports;
    const again = createSocket('udp4');
    again.bind(rtpPort, ip);
    await once(again, 'listening');
    again.close();
    expect(got).toBe(0);
  });
});

it('[REC-27] a port that is closed has handed out what came until then', async () => {
  const sockets = await WAYS['many at a call']!();
  const socket = await sockets.open();
  const got: number[] = [];
  socket.receive((datagram) => got.push(datagram.readUInt32BE(0)));
  const sent = numbered(50);
  for (const datagram of sent) sender.send(datagram, socket.ports.rtpPort, socket.ports.ip);
  await send(socket, numbered(1, 50));
  socket.close();
  expect(got.at(-1)).toBe(50);
  expect(got).toHaveLength(51);
});
