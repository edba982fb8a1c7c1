import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Unwrapper } from './counting.ts';
import { extensionByte, isRtcp, parseRtp } from './packet.ts';
import { ReorderBuffer } from './reorder.ts';
import { findSenderReport } from './sender-report.ts';

/** Pushes packets one millisecond apart and tells what came out, losses as negative numbers. */
function order(sequences: readonly number[], last = 10_000): number[] {
  const out: number[] = [];
  const buffer = new ReorderBuffer<number>(
    (packet) => out.push(packet),
    (packets) => out.push(-packets),
  );
  sequences.forEach((sequence, index) => buffer.push(sequence % 65_536, sequence, index));
  buffer.expire(last);
  return out;
}

it('[REC-1] puts packets in order across the wrap of their numbers, and drops doubles', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 65_535 }),
      fc.array(fc.record({ delay: fc.integer({ min: 0, max: 40 }), twice: fc.boolean() }), {
        maxLength: 300,
      }),
      (start, packets) => {
        const arrivals = packets
          .flatMap(({ delay, twice }, index) => [
            { number: start + 1 + index, at: index + delay },
            ...(twice ? [{ number: start + 1 + index, at: index + delay + 7 }] : []),
          ])
          .sort((a, b) => a.at - b.at)
          .map(({ number }) => number);
        // The first packet stands first: nobody can know that another came before it.
        expect(order([start, ...arrivals])).toEqual([start, ...packets.map((_, index) => start + 1 + index)]);
      },
    ),
  );
});

it('[REC-1] waits for a missing packet, then gives it up and counts it', () => {
  const out: number[] = [];
  const buffer = new ReorderBuffer<number>(
    (packet) => out.push(packet),
    (packets) => out.push(-packets),
  );
  buffer.push(65_534, 65_534, 0);
  buffer.push(2, 2, 10);
  buffer.push(4, 4, 300);
  buffer.expire(600);
  expect(out).toEqual([65_534]);
  buffer.expire(620);
  expect(out).toEqual([65_534, -3, 2]);
  buffer.push(3, 3, 630);
  expect(out).toEqual([65_534, -3, 2, 3, 4]);
  buffer.push(65_535, 65_535, 640);
  buffer.push(8, 8, 650);
  buffer.drain();
  expect(out).toEqual([65_534, -3, 2, 3, 4, -3, 8]);
});

it('[REC-1] goes on when the sender counts anew, after one loss', () => {
  expect(order([100, 101, 40_000, 40_001])).toEqual([100, 101, -1, 40_000, 40_001]);
  expect(order([40_000, 40_001, 100, 101])).toEqual([40_000, 40_001, -1, 100, 101]);
});

it('[REC-5] follows timestamps across their wrap, forward and back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.array(fc.integer({ min: -90_000, max: 2 ** 31 - 1 }), { maxLength: 50 }),
      (start, steps) => {
        const unwrapper = new Unwrapper(32);
        let expected = unwrapper.unwrap(start);
        for (const step of steps) {
          expected += step;
          const wrapped = ((expected % 2 ** 32) + 2 ** 32) % 2 ** 32;
          expect(unwrapper.unwrap(wrapped)).toBe(expected);
        }
      },
    ),
  );
});

it('[REC-2] reads header, extensions and padding of a packet', () => {
  // Version 2 with padding, extension and one contributing source; marker, type 96.
  const head = Buffer.from('b1e01234000000640000a1b200000007', 'hex');
  const extension = Buffer.from('bede00020010ff518a0b0000', 'hex');
  const packet = parseRtp(Buffer.concat([head, extension, Buffer.from('c0ffee0003', 'hex')]), 5);
  expect(packet).toMatchObject({
    marker: true,
    payloadType: 96,
    sequence: 0x1234,
    timestamp: 100,
    ssrc: 0xa1b2,
    arrivedAt: 5,
  });
  expect(packet?.payload.toString('hex')).toBe('c0ff');
  expect(packet && extensionByte(packet, 5)).toBe(0x8a);
  expect(packet && extensionByte(packet, 1)).toBe(0xff);
  expect(packet && extensionByte(packet, 6)).toBeUndefined();
});

it('[REC-2] fails on no datagram whatever is in it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 1, max: 14 }), (bytes, id) => {
      const data = Buffer.from(bytes);
      if (data.length > 0) data[0] = 0x80 | ((data[0] ?? 0) & 0x3f);
      const packet = parseRtp(data, 0);
      if (packet) {
        expect(packet.payload.length).toBeLessThanOrEqual(data.length - 12);
        extensionByte(packet, id);
      }
      findSenderReport(data);
    }),
  );
});

it('[REC-5] reads the sender report of a compound packet', () => {
  const report = Buffer.alloc(28);
  report.set([0x80, 200, 0, 6]);
  report.writeUInt32BE(77, 4);
  report.writeUInt32BE(2_208_988_800 + 1_700_000_000, 8);
  report.writeUInt32BE(2 ** 31, 12);
  report.writeUInt32BE(4242, 16);
  const other = Buffer.from([0x81, 202, 0, 1, 0, 0, 0, 77]);
  const compound = Buffer.concat([other, report]);
  expect(isRtcp(compound)).toBe(true);
  expect(findSenderReport(compound)).toEqual({ ssrc: 77, wall: 1_700_000_000_500, timestamp: 4242 });
  expect(findSenderReport(other)).toBeUndefined();
});
