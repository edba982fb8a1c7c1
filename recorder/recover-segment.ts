import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cutToWhole } from './files/repair.ts';
import { readManifest } from './manifest.ts';
import type { SegmentSummary } from './recorder.ts';

/** What the disk holds of a segment whose recorder died, without the half-written end; undefined when none of it can
 *  be played. */
export async function recoverSegment(folder: string, segmentId: string): Promise<SegmentSummary | undefined> {
  const text = await readFile(path.join(folder, `${segmentId}.jsonl`), 'utf8').catch(() => '');
  const facts = readManifest(text);
  const start = facts.find((fact) => fact.type === 'start');
  if (!start) return undefined;
  const file = path.basename(start.file);
  const bytes = await cutToWhole(path.join(folder, file)).catch(() => 0);
  let { startedAt } = start;
  let [durationMs, lostFrames] = [0, 0];
  for (const fact of facts) {
    if (fact.type === 'written') durationMs = fact.at;
    else if (fact.type === 'clock') ({ startedAt } = fact);
    else if (fact.type === 'lost') lostFrames += fact.frames;
    else if (fact.type === 'end') ({ startedAt, durationMs, lostFrames } = fact);
  }
  if (bytes === 0 || durationMs === 0) return undefined;
  return { segmentId, file, startedAt, durationMs, bytes, lostFrames };
}
