import type { RtpClip, TimedPacket } from './rtp-clip.ts';

/** Changes in packets' heads; counters wrap as they do on the wire. */
export interface HeadChange {
  readonly addSequence?: number;
  readonly addTimestamp?: number;
  readonly ssrc?: number;
}

export function changeHeads(packets: readonly TimedPacket[], change: HeadChange): TimedPacket[] {
  return packets.map(({ at, data }) => {
    const changed = Buffer.from(data);
    changed.writeUInt16BE((data.readUInt16BE(2) + (change.addSequence ?? 0)) & 0xffff, 2);
    changed.writeUInt32BE((data.readUInt32BE(4) + (change.addTimestamp ?? 0)) >>> 0, 4);
    if (change.ssrc !== undefined) changed.writeUInt32BE(change.ssrc, 8);
    return { at, data: changed };
  });
}

/** Moves the counters so that both wrap in the middle of the clip. */
export function wrapInTheMiddle({ packets }: RtpClip): TimedPacket[] {
  const middle = packets[packets.length >> 1]?.data;
  if (!middle) return [];
  return changeHeads(packets, {
    addSequence: 0x10000 - middle.readUInt16BE(2),
    addTimestamp: 2 ** 32 - middle.readUInt32BE(4),
  });
}

/** Delivers packets as a bad network does: each up to `most` ms late, some twice, in the order of their arrival. */
export function jitter(packets: readonly TimedPacket[], most: number, seed: number): TimedPacket[] {
  const random = seeded(seed);
  return packets
    .flatMap((packet, index) => {
      const late = { ...packet, at: packet.at + (index === 0 ? 0 : random() * most) };
      return random() < 0.02 ? [late, { ...late, at: late.at + 5 }] : [late];
    })
    .sort((a, b) => a.at - b.at);
}

/** `second` follows `first` at once, its counters going on; its clock too unless `ownClock`. */
export function join(first: RtpClip, second: RtpClip, ownClock = false): TimedPacket[] {
  const [last, next] = [first.packets.at(-1), second.packets[0]];
  if (!last || !next) return [];
  const step = first.mimeType === 'audio/opus' ? 20 : 1000 / 30;
  const from = last.at + step;
  const ticks = Math.round((from * first.clockRate) / 1000);
  const zero = first.packets[0]?.data.readUInt32BE(4) ?? 0;
  const change = {
    addSequence: last.data.readUInt16BE(2) + 1 - next.data.readUInt16BE(2),
    addTimestamp: ownClock ? 1_500_000_000 : zero + ticks - next.data.readUInt32BE(4),
  };
  const followers = changeHeads(second.packets, change).map(({ at, data }) => ({ at: at + from, data }));
  return [...first.packets, ...followers];
}

/** A sequence of numbers below 1 that is the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
