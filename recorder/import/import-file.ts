import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#protocol/app-error';
import type { SegmentFact } from '../messages.ts';
import type { FileToImport, SegmentSummary, TrackToRecord } from '../recorder.ts';
import { readFrames } from './read-frames.ts';
import { RewrittenSegment } from './rewritten-segment.ts';

/** Where a file is built until it is whole: one that was begun twice must not be taken for one that was ended. */
const INCOMING = 'incoming';

/** Rewrites a file that somebody else wrote into a segment, its manifest beside it, as if it had been recorded here.
 *  @returns undefined when there is nothing to keep of it */
export async function importFile(
  track: TrackToRecord,
  file: FileToImport,
  tell: (fact: SegmentFact) => void,
): Promise<SegmentSummary | undefined> {
  const place = path.join(track.folder, INCOMING);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const names = ['webm', 'mp4', 'jsonl'].map((ending) => `${track.segmentId}.${ending}`);
  const clear = () => Promise.all(names.map((name) => rm(path.join(place, name), { force: true })));
  await clear();
  const segment = new RewrittenSegment({ ...track, folder: place }, file.startedAt, tell);
  try {
    for await (const frame of readFrames(file.path, track.kind)) {
      // What was not allowed any more when it was said or shown.
      if (file.until !== undefined && file.startedAt + frame.at >= file.until) break;
      await segment.write(frame);
    }
    const summary = await segment.finish();
    if (!summary) return undefined;
    // The manifest last: with it the segment is there.
    for (const name of [summary.file, `${track.segmentId}.jsonl`]) {
      await rename(path.join(place, name), path.join(track.folder, name));
    }
    return summary;
  } catch (error) {
    await segment.finish().catch(() => {});
    if (error instanceof AppError) throw error;
    throw new AppError('invalid_input', error instanceof Error ? error.message : String(error));
  } finally {
    await clear();
    // Not while another is being built there.
    await rmdir(place).catch(() => {});
  }
}
