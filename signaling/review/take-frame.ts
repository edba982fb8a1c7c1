import { stat } from 'node:fs/promises';
import { QUIET, runFfmpeg } from './ffmpeg.ts';

/** Takes one frame of a file as a small JPEG; rejects where that cannot be done.
 *  @param atMs the frame there, or the first one where none comes after it: a camera may have stopped long before */
export async function takeFrame(program: string, from: string, atMs: number, to: string): Promise<void> {
  const picture = ['-frames:v', '1', '-vf', 'scale=480:-2', '-q:v', '4'];
  for (const at of [atMs, 0]) {
    await runFfmpeg(program, [...QUIET, '-ss', (at / 1000).toFixed(2), '-i', from, ...picture, to]).done;
    // ffmpeg is content with a moment at which there is nothing.
    const size = await stat(to).then(
      (file) => file.size,
      () => 0,
    );
    if (size > 0) return;
  }
  throw new Error(`There is no picture in ${from}`);
}
