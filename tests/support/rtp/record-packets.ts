import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest, type ManifestFact } from '../../../recorder/manifest.ts';
import type { SegmentFact } from '../../../recorder/messages.ts';
import type { SegmentSummary } from '../../../recorder/recorder.ts';
import { writeSegment } from '../../../recorder/write-segment.ts';
import type { RtpClip, TimedPacket } from './rtp-clip.ts';

const START = 1_700_000_000_000;

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
  packets: Iterable<TimedPacket>,
  audioLevelExtension?: number,
): Promise<RecordedPackets> {
  const told: (SegmentFact & { readonly at: number })[] = [];
  const kind = mimeType === 'audio/opus' ? 'audio' : 'video';
  const summary = await writeSegment(
    { segmentId, recordingId: 'recording', kind, mimeType, clockRate, folder },
    { payloadType, ssrc, audioLevelExtension },
    packets,
    START,
    (fact, at) => told.push({ ...fact, at }),
  );
  const manifest = summary ? readManifest(readFileSync(path.join(folder, `${segmentId}.jsonl`), 'utf8')) : [];
  return { summary, file: path.join(folder, summary?.file ?? ''), manifest, told };
}
