import { LEVEL_MS } from '#protocol/measures';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';

const pathOf = (folder: string, segmentId: string) => path.join(folder, `${segmentId}.levels`);

/** Writes loudness into the file beside a segment: one byte per 100 ms, at the place of its time.
 *  @param from ms on the segment's own clock. */
export async function writeLevels(
  folder: string,
  segmentId: string,
  from: number,
  levels: readonly number[],
): Promise<void> {
  const file = await open(pathOf(folder, segmentId), constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    await file.write(Uint8Array.from(levels), 0, levels.length, Math.max(0, Math.floor(from / LEVEL_MS)));
  } finally {
    await file.close();
  }
}

/** The loudness of a segment; empty when none was measured. */
export async function readLevels(folder: string, segmentId: string): Promise<Uint8Array> {
  try {
    return await readFile(pathOf(folder, segmentId));
  } catch {
    return new Uint8Array();
  }
}
