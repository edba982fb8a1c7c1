import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { mend } from './files/mend.ts';
import { readManifest } from './manifest.ts';
import type { SegmentSummary } from './recorder.ts';

/** What the disk holds of a segment whose recorder died: its file is mended, so that it has a length and a seek index;
 *  undefined when none of it can be played. */
export async function recoverSegment(folder: string, segmentId: string): Promise<SegmentSummary | undefined> {
  const text = await readFile(path.join(folder, `${segmentId}.jsonl`), 'utf8').catch(() => '');
  const facts = readManifest(text);
  const start = facts.find((fact) => fact.type === 'start');
  if (!start) return undefined;
  const file = path.basename(start.file);
  const none = { bytes: 0, durationMs: 0 };
  const found = await mend(path.join(folder, file)).catch(() => none);
  const { bytes } = found;
  let { durationMs } = found;
  let { startedAt } = start;
  let lostFrames = 0;
  for (const fact of facts) {
    if (fact.type === 'clock') ({ startedAt } = fact);
    else if (fact.type === 'lost') lostFrames += fact.frames;
    else if (fact.type === 'end') ({ startedAt, durationMs, lostFrames } = fact);
  }
  if (bytes === 0 || durationMs === 0) return undefined;
  return { segmentId, file, startedAt, durationMs, bytes, lostFrames };
}
