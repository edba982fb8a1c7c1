import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { formatOf } from '../../../recorder/codecs/codecs.ts';
import { readManifest, type ManifestFact } from '../../../recorder/manifest.ts';
import type { SegmentFact } from '../../../recorder/messages.ts';
import type { SegmentSummary } from '../../../recorder/recorder.ts';
import { TrackRecording } from '../../../recorder/track/track-recording.ts';
import type { RtpClip, TimedPacket } from './rtp-clip.ts';

const START = 1_700_000_000_000;
const TICK_MS = 250;

export interface RecordedPackets {
  readonly summary: SegmentSummary | undefined;
  /** Path of the file. */
  readonly file: string;
  readonly manifest: readonly ManifestFact[];
  /** In the order they were told, with the time of the packets around. */
  readonly told: readonly (SegmentFact & { readonly at: number })[];
}

/** Records packets as if they came at their times, without waiting for those. */
export async function recordPackets(
  folder: string,
  segmentId: string,
  { mimeType, clockRate, payloadType, ssrc }: RtpClip,
  packets: readonly TimedPacket[],
  audioLevelExtension?: number,
): Promise<RecordedPackets> {
  const format = formatOf(mimeType);
  if (!format) throw new Error(`${mimeType} cannot be recorded`);
  const told: (SegmentFact & { readonly at: number })[] = [];
  let now = 0;
  const recording = new TrackRecording(
    { segmentId, recordingId: 'recording', kind: format.kind, mimeType, clockRate, folder },
    format,
    { payloadType, ssrc, audioLevelExtension },
    (fact) => told.push({ ...fact, at: now }),
  );
  let nextTick = TICK_MS;
  for (const { at, data } of packets) {
    for (; nextTick <= at; nextTick += TICK_MS) {
      now = nextTick;
      recording.tick(START + now);
      await turn();
    }
    now = at;
    recording.receive(data, START + at);
  }
  const summary = await recording.end();
  const manifest = summary ? readManifest(readFileSync(path.join(folder, `${segmentId}.jsonl`), 'utf8')) : [];
  return { summary, file: path.join(folder, summary?.file ?? ''), manifest, told };
}
