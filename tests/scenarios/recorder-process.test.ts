import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createRecorder, SupervisedRecorder } from '../../recorder/create-recorder.ts';
import type { RecorderFact, SegmentSummary, TrackToRecord } from '../../recorder/recorder.ts';
import { recoverSegment } from '../../recorder/recover-segment.ts';
import { playPackets } from '../support/rtp/play-packets.ts';
import { probeMedia, probePackets } from '../support/rtp/probe-media.ts';
import { encodeRtp, type RtpClip } from '../support/rtp/rtp-clip.ts';
import { waitUntil } from '../support/wait-until.ts';

let folder: string;
let picture: RtpClip;
let sound: RtpClip;
let recorder: SupervisedRecorder;
let facts: RecorderFact[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-recorder-'));
  picture = await encodeRtp('video/VP8', 'testsrc2=s=320x240:r=30', 4, '-b:v 500k -g 30');
  sound = await encodeRtp('audio/opus', 'sine=440:r=48000', 4);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  facts = [];
  recorder = await createRecorder();
  recorder.onFact((fact) => facts.push(fact));
});
afterEach(() => recorder.close());

function trackOf(segmentId: string, { mimeType, clockRate }: RtpClip, place = folder): TrackToRecord {
  const kind = mimeType === 'audio/opus' ? 'audio' : 'video';
  return { segmentId, recordingId: 'recording', kind, mimeType, clockRate, folder: place };
}

/** Opens and begins a segment; answers the port its packets go to. */
async function begin(segmentId: string, clip: RtpClip, place = folder): Promise<number> {
  const { rtpPort } = await recorder.open(trackOf(segmentId, clip, place));
  await recorder.begin(segmentId, clip);
  return rtpPort;
}

function factsOf(type: RecorderFact['type']): RecorderFact[] {
  return facts.filter((fact) => fact.type === type);
}

/** Seconds of what can be played of a file. */
function playable(place: string, { file }: SegmentSummary): number {
  return probePackets(path.join(place, file)).at(-1)?.time ?? 0;
}

it('[REC-15] records what comes to its ports, and gives the same answer however often it is asked to end', async () => {
  const [picturePort, soundPort] = [await begin('picture', picture), await begin('sound', sound)];
  await Promise.all([playPackets(picture.packets, picturePort), playPackets(sound.packets, soundPort)]);
  const [first, again] = [await recorder.end('picture'), await recorder.end('picture')];
  expect(again).toEqual(first);
  expect(first).toMatchObject({ file: 'picture.webm', lostFrames: 0 });
  expect(probeMedia(path.join(folder, 'picture.webm')).frames.length).toBe(120);
  const heard = await recorder.end('sound');
  expect(probeMedia(path.join(folder, heard?.file ?? '')).frames.length).toBe(
    sound.packets.filter(({ data }) => data.length > 12).length,
  );
  expect(Math.abs((first?.startedAt ?? 0) - (heard?.startedAt ?? 0))).toBeLessThan(40);
  expect(factsOf('segmentStarted').length).toBe(2);
  expect(factsOf('segmentBroken')).toEqual([]);
});

it('[REC-15] makes no file of a track of which nothing came', async () => {
  await begin('nothing', picture);
  expect(await recorder.end('nothing')).toBeUndefined();
  expect(existsSync(path.join(folder, 'nothing.webm'))).toBe(false);
  await expect(recorder.end('unheard-of')).rejects.toMatchObject({ code: 'not_found' });
  await expect(recorder.open({ ...trackOf('odd', picture), mimeType: 'video/H265' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

it('[REC-11] killed, it is told, comes again, and what it wrote plays to within its last second', async () => {
  const port = await begin('killed', picture);
  let played = false;
  const playing = playPackets(picture.packets, port).then(() => (played = true));
  await waitUntil(
    () => (statSync(path.join(folder, 'killed.webm'), { throwIfNoEntry: false })?.size ?? 0) > 100_000,
  );
  const before = recorder.pid ?? 0;
  expect(played).toBe(false);
  const killedAt = Date.now();
  process.kill(before, 'SIGKILL');
  await waitUntil(() => factsOf('recorderBack').length === 1);
  expect(factsOf('segmentBroken')).toEqual([
    { type: 'segmentBroken', segmentId: 'killed', reason: 'recorder_died' },
  ]);
  expect(recorder.pid).not.toBe(before);
  const left = await recorder.end('killed');
  expect(left).toEqual(await recorder.recover({ folder, segmentId: 'killed' }));
  expect(left).toBeDefined();
  if (!left) return;
  expect(playable(folder, left)).toBeGreaterThan((killedAt - left.startedAt) / 1000 - 1);
  expect(Math.abs(playable(folder, left) * 1000 - left.durationMs)).toBeLessThan(1000);

  const nextPort = await begin('after', picture);
  await Promise.all([playing, playPackets(picture.packets.slice(0, 200), nextPort)]);
  expect((await recorder.end('after'))?.bytes).toBeGreaterThan(10_000);
});

it('[REC-12] ends its files when its server is killed', async () => {
  const task = {
    track: trackOf('orphan', picture),
    rtp: { payloadType: picture.payloadType, ssrc: picture.ssrc },
  };
  const server = fork(
    path.join(import.meta.dirname, '../support/recorder-server.ts'),
    [JSON.stringify(task)],
    {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const [message] = (await once(server, 'message')) as [{ rtpPort: number; recorderPid: number }];
  await playPackets(picture.packets, message.rtpPort);
  server.kill('SIGKILL');
  await waitUntil(() => !existsSync(`/proc/${message.recorderPid}`));
  const left = await recoverSegment(folder, 'orphan');
  expect(left?.durationMs).toBeCloseTo(4000, -2);
  const media = probeMedia(path.join(folder, left?.file ?? ''));
  expect(media.complaints).toBe('');
  expect(media.frames.length).toBe(120);
  expect(media.duration).toBeCloseTo(4, 1);
});

it('[REC-25] leaves out what others say over the channel, and is not watched by the tool that watches its server', async () => {
  // A module that is loaded before the recorder's own, as tools have it.
  const tool = `
    process.send({ 'watch:import': ['file:///a/module.ts'] });
    process.send('a word of its own');
    const segmentId = process.env.WATCH_REPORT_DEPENDENCIES ?? 'not watched';
    process.send({ say: 'fact', fact: { type: 'keyFrameNeeded', segmentId } });`;
  vi.stubEnv('NODE_OPTIONS', `--import=data:text/javascript,${encodeURIComponent(tool)}`);
  vi.stubEnv('WATCH_REPORT_DEPENDENCIES', '1');
  const other = new SupervisedRecorder();
  other.prepare();
  vi.unstubAllEnvs();
  const told: RecorderFact[] = [];
  other.onFact((fact) => told.push(fact));
  await other.ready;
  expect(told).toEqual([{ type: 'keyFrameNeeded', segmentId: 'not watched' }]);
  expect((await other.open(trackOf('heard', picture))).rtpPort).toBeGreaterThan(0);
  await other.close();
});

it('[REC-26] starts its process when something may be recorded, and once', async () => {
  const unneeded = new SupervisedRecorder();
  await expect(unneeded.end('nobody knows it')).rejects.toMatchObject({ code: 'not_found' });
  await unneeded.close();
  expect(unneeded.pid).toBeUndefined();
  const needed = new SupervisedRecorder();
  needed.prepare();
  const { pid } = needed;
  expect(pid).toBeGreaterThan(0);
  await needed.ready;
  expect((await needed.open(trackOf('needed', picture))).rtpPort).toBeGreaterThan(0);
  expect(needed.pid).toBe(pid);
  await needed.close();
  await expect(needed.open(trackOf('late', picture))).rejects.toMatchObject({ code: 'unavailable' });
});

const root = process.getuid?.() === 0 && process.platform === 'linux';

it.skipIf(!root)('[REC-10] a full disk ends the segment, which plays; others go on', async () => {
  const disk = path.join(folder, 'small-disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', disk]);
  try {
    const [full, other] = [await begin('full', picture, disk), await begin('other', picture)];
    await Promise.all([playPackets(picture.packets, full), playPackets(picture.packets, other)]);
    await waitUntil(() => factsOf('segmentBroken').length > 0);
    expect(factsOf('segmentBroken')).toEqual([
      { type: 'segmentBroken', segmentId: 'full', reason: 'disk_full' },
    ]);
    const left = await recorder.end('full');
    expect(left?.bytes).toBeGreaterThan(50_000);
    expect(statSync(path.join(disk, 'full.webm')).size).toBe(left?.bytes);
    const media = probeMedia(path.join(disk, 'full.webm'));
    expect(media.complaints).toBe('');
    expect(media.frames.length).toBeGreaterThan(20);
    expect(media.frames.length).toBeLessThan(120);
    const whole = await recorder.end('other');
    expect(probeMedia(path.join(folder, whole?.file ?? '')).frames.length).toBe(120);
  } finally {
    execFileSync('umount', [disk]);
  }
});

it('[REC-10] a folder in which nothing can be written breaks the segment, and nothing else', async () => {
  const port = await begin('nowhere', picture, path.join(folder, 'missing'));
  await playPackets(picture.packets.slice(0, 60), port);
  await waitUntil(() => factsOf('segmentBroken').length > 0);
  expect(factsOf('segmentBroken')[0]).toMatchObject({ segmentId: 'nowhere', reason: 'write_failed' });
  expect(await recorder.end('nowhere')).toBeUndefined();
  expect(await begin('somewhere', picture)).toBeGreaterThan(0);
});
