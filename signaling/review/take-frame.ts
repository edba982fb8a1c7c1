import { stat } from 'node:fs/promises';
import { AppError } from '#protocol/app-error';
import { QUIET, runFfmpeg } from './ffmpeg.ts';

/** Takes one frame of a file as a small JPEG; rejects where that cannot be done.
 *  @param atMs the frame there, or the first one where none comes after it: a camera may have stopped long before */
export async function takeFrame(program: string, from: string, atMs: number, to: string): Promise<void> {
  const picture = ['-frames:v', '1', '-vf', 'scale=480:-2', '-q:v', '4'];
  let cause: unknown;
  for (const at of new Set([atMs, 0])) {
    try {
      await runFfmpeg(program, [...QUIET, '-ss', (at / 1000).toFixed(2), '-i', from, ...picture, to]).done;
      // A moment at which there is nothing is an error of newer versions only; older ones make no file.
      if ((await stat(to)).size > 0) return;
    } catch (error) {
      if (error instanceof AppError) throw error;
      cause = error;
    }
  }
  throw new Error(`There is no picture in ${from}`, { cause });
}
