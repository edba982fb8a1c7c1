import { changeHeads } from '../../support/rtp/change-packets.ts';
import type { RtpClip, TimedPacket } from '../../support/rtp/rtp-clip.ts';

/** A clip over and over, as one track that never repeats its counters. */
export function* repeated(clip: RtpClip, lengthMs: number, totalMs: number): Generator<TimedPacket> {
  const ticks = Math.round((lengthMs * clip.clockRate) / 1000);
  for (let round = 0; round * lengthMs < totalMs; round += 1) {
    const change = { addSequence: round * clip.packets.length, addTimestamp: round * ticks };
    for (const { at, data } of changeHeads(clip.packets, change)) yield { at: at + round * lengthMs, data };
  }
}
