import { open } from 'node:fs/promises';
import { mendMp4 } from './mend-mp4.ts';
import { mendWebm } from './mend-webm.ts';

/** Takes away what stands half-written at the end of a file whose writer was killed (some readers refuse a film whose
 *  last fragment has no end), and gives the rest what a file has that was ended: its length and its seek index. Does
 *  nothing to one that was. Answers the bytes and the ms there are. */
export async function mend(path: string): Promise<{ bytes: number; durationMs: number }> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    return await (path.endsWith('.mp4') ? mendMp4(file, size) : mendWebm(file, size));
  } finally {
    await file.close();
  }
}
