import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SegmentFact } from '../../recorder/messages.ts';
import { readManifest } from '../../recorder/manifest.ts';
import type { TrackToRecord } from '../../recorder/recorder.ts';
import { recoverSegment } from '../../recorder/recover-segment.ts';
import { importFile } from '../../recorder/import/import-file.ts';

const run = promisify(execFile);

const SECONDS = 4;
const STARTED_AT = 1_700_000_000_000;
const PICTURE = ['-f', 'lavfi', '-i', `testsrc2=size=320x240:rate=30:duration=${SECONDS}`, '-g', '60'];
const SOUND = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${SECONDS}`];

/** What a service that records tracks as they are makes of them. */
const KINDS = [
  {
    name: 'camera.webm',
    mimeType: 'video/VP8',
    make: [...PICTURE, '-c:v', 'libvpx', '-deadline', 'realtime', '-cluster_time_limit', '500'],
  },
  {
    name: 'sharp.webm',
    mimeType: 'video/VP9',
    make: [...PICTURE, '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
  },
  {
    name: 'phone.mp4',
    mimeType: 'video/H264',
    make: [...PICTURE, '-c:v', 'libx264', '-bf', '0', '-pix_fmt', 'yuv420p'],
  },
  { name: 'voice.ogg', mimeType: 'audio/opus', make: [...SOUND, '-c:a', 'libopus', '-ac', '2'] },
] as const;

let made: string;
let folder: string;
let facts: SegmentFact[];

beforeAll(async () => {
  made = await mkdtemp(path.join(tmpdir(), 'kanhuo-made-'));
  for (const { name, make } of KINDS) await run('ffmpeg', ['-v', 'error', ...make, path.join(made, name)]);
});
afterAll(() => rm(made, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(path.join(made, 'recording-'));
  facts = [];
});

const trackOf = (mimeType: string): TrackToRecord => ({
  segmentId: 'one',
  recordingId: 'call',
  kind: mimeType.startsWith('audio') ? 'audio' : 'video',
  mimeType,
  clockRate: mimeType.startsWith('audio') ? 48_000 : 90_000,
  folder,
});

/** Takes over a file that was made. */
function take(name: string, mimeType: string, until?: number) {
  const file = { path: path.join(made, name), startedAt: STARTED_AT, until };
  return importFile(trackOf(mimeType), file, (fact) => facts.push(fact));
}

/** Times of the frames of a file and which of them are key frames, decoded one by one. */
async function framesOf(file: string): Promise<{ at: number; key: boolean }[]> {
  const shown = ['-show_entries', 'frame=pts_time,key_frame', '-of', 'csv=p=0'];
  const { stdout, stderr } = await run('ffprobe', ['-v', 'error', ...shown, file]);
  expect(stderr).toBe('');
  return (
    stdout
      .trim()
      .split('\n')
      // Some encoders leave a note in the first frame, which is shown as a line of its own.
      .filter((line) => /^[01],\d/.test(line))
      .map((line) => line.split(','))
      .map(([key, at]) => ({ at: Number(at), key: key === '1' }))
  );
}

async function manifest() {
  return readManifest(await readFile(path.join(folder, 'one.jsonl'), 'utf8'));
}

describe('a file that somebody else wrote', () => {
  it.each(KINDS)('[REC-21] is rewritten frame by frame: $name', async ({ name, mimeType }) => {
    const summary = await take(name, mimeType);
    const ours = path.join(folder, summary?.file ?? '');
    const [before, after] = [await framesOf(path.join(made, name)), await framesOf(ours)];
    expect(after.length).toBe(before.length);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
    const zero = before[0]?.at ?? 0;
    for (const [index, { at }] of after.entries()) {
      expect(Math.abs(at - ((before[index]?.at ?? 0) - zero))).toBeLessThan(0.01);
    }
    expect(summary?.startedAt).toBeCloseTo(STARTED_AT, -2);
    expect(Math.abs((summary?.durationMs ?? 0) - SECONDS * 1000)).toBeLessThan(40);
    expect(await readdir(folder)).toEqual(['one.jsonl', summary?.file ?? ''].toSorted());
    expect(await recoverSegment(folder, 'one')).toEqual(summary);
  });

  it('[REC-21] has a manifest with its key frames and sizes, and its loudness is told', async () => {
    await take('camera.webm', 'video/VP8');
    const noted = await manifest();
    expect(noted[0]).toMatchObject({ type: 'start', mimeType: 'video/VP8', startedAt: STARTED_AT });
    expect(noted.at(-1)).toMatchObject({ type: 'end', lostFrames: 0 });
    const keys = (await framesOf(path.join(folder, 'one.webm'))).filter(({ key }) => key);
    expect(noted.flatMap((fact) => (fact.type === 'key' ? [fact.at] : []))).toEqual(
      keys.map(({ at }) => Math.round(at * 1000)),
    );
    expect(noted).toContainEqual({ type: 'size', at: 0, width: 320, height: 240 });

    folder = await mkdtemp(path.join(made, 'recording-'));
    await take('voice.ogg', 'audio/opus');
    const levels = facts.flatMap((fact) => (fact.type === 'levels' ? fact.levels : []));
    expect(levels.length).toBeGreaterThanOrEqual(SECONDS * 10);
    expect(levels.every((level) => level > 0)).toBe(true);
    const told = (await manifest()).flatMap((fact) => (fact.type === 'levels' ? fact.levels : []));
    expect(told).toEqual(levels);
  });

  it.each(KINDS)('[REC-21] ends where it was not allowed any more: $name', async ({ name, mimeType }) => {
    const summary = await take(name, mimeType, STARTED_AT + 1500);
    const frames = await framesOf(path.join(folder, summary?.file ?? ''));
    expect(frames.at(-1)?.at).toBeLessThan(1.5);
    expect(frames.at(-1)?.at).toBeGreaterThan(1.4);
    folder = await mkdtemp(path.join(made, 'recording-'));
    expect(await take(name, mimeType, STARTED_AT)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('[REC-21] that is not what it should be is refused and leaves nothing', async () => {
    await writeFile(path.join(made, 'odd.webm'), 'no film at all');
    await expect(take('odd.webm', 'video/VP8')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(take('voice.ogg', 'video/VP8')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(take('gone.webm', 'video/VP8')).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('[REC-21] that was cut off gives what it holds', async () => {
    await copyFile(path.join(made, 'camera.webm'), path.join(made, 'cut.webm'));
    await truncate(path.join(made, 'cut.webm'), 60_000);
    const summary = await take('cut.webm', 'video/VP8');
    expect(summary?.durationMs).toBeGreaterThan(500);
    expect((await framesOf(path.join(folder, 'one.webm'))).length).toBeGreaterThan(15);
  });
});
