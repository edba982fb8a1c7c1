import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeFrame } from './take-frame.ts';

const run = promisify(execFile);
let folder: string;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-frame-'));
  const source = ['-f', 'lavfi', '-i', 'color=red:size=640x360:rate=10:duration=1'];
  await run('ffmpeg', ['-v', 'error', ...source, '-c:v', 'libvpx', at('camera.webm')]);
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', at('voice.webm')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([500, 60_000])(
  '[REV-1] the picture of a recording is there, asked for at %i ms of one second',
  async (ms) => {
    await takeFrame('ffmpeg', at('camera.webm'), ms, at(`${ms}.jpg`));
    const { width, height } = await sharp(at(`${ms}.jpg`)).metadata();
    expect([width, height]).toEqual([480, 270]);
  },
);

it('[REV-1] where nothing is to be seen that is no picture', async () => {
  await expect(takeFrame('ffmpeg', at('voice.webm'), 500, at('voice.jpg'))).rejects.toThrow(
    'There is no picture',
  );
});
