import { setImmediate as turn } from 'node:timers/promises';
import { formatOf } from './codecs/codecs.ts';
import type { SegmentFact } from './messages.ts';
import type { RtpOfTrack, SegmentSummary, TrackToRecord } from './recorder.ts';
import { TrackRecording } from './track/track-recording.ts';

/** One packet, and when it comes, in ms from the first. */
export interface PacketInTime {
  readonly at: number;
  readonly data: Buffer;
}

const TICK_MS = 250;

/** Records packets that are all there already, as if they came at their times, without waiting for those.
 *  @param startsAt wall clock of the first
 *  @param tell told what a recorder tells, with the time of the packets around
 *  @throws Error for a codec that cannot be recorded */
export async function writeSegment(
  track: TrackToRecord,
  rtp: RtpOfTrack,
  packets: Iterable<PacketInTime>,
  startsAt: number,
  tell: (fact: SegmentFact, at: number) => void = () => {},
): Promise<SegmentSummary | undefined> {
  const format = formatOf(track.mimeType);
  if (!format) throw new Error(`${track.mimeType} cannot be recorded`);
  let now = 0;
  const recording = new TrackRecording(track, format, rtp, (fact) => tell(fact, now));
  let nextTick = TICK_MS;
  for (const { at, data } of packets) {
    for (; nextTick <= at; nextTick += TICK_MS) {
      now = nextTick;
      recording.tick(startsAt + now);
      // What is written goes beside the event loop.
      await turn();
    }
    now = at;
    recording.receive(data, startsAt + at);
  }
  return recording.end();
}
