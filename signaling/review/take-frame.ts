import { QUIET, runFfmpeg } from './ffmpeg.ts';

/** Takes one frame of a file as a small JPEG; rejects where that cannot be done. */
export async function takeFrame(program: string, from: string, atMs: number, to: string): Promise<void> {
  const picture = ['-frames:v', '1', '-vf', 'scale=480:-2', '-q:v', '4'];
  await runFfmpeg(program, [...QUIET, '-ss', (atMs / 1000).toFixed(2), '-i', from, ...picture, to]).done;
}
