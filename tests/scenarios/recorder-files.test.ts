import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mend } from '../../recorder/files/mend.ts';
import { encodeAv1 } from '../support/rtp/av1-clip.ts';
import { join } from '../support/rtp/change-packets.ts';
import { probeMedia, probePackets } from '../support/rtp/probe-media.ts';
import { recordPackets } from '../support/rtp/record-packets.ts';
import { encodeRtp, type ClipMimeType, type RtpClip } from '../support/rtp/rtp-clip.ts';

const PICTURE = 'testsrc2=s=320x240:r=30';
const SOUND = 'sine=440:r=48000';
/** A key frame each second. */
const ENCODER = '-b:v 500k -g 30';
const MIME_TYPES: ClipMimeType[] = ['video/VP8', 'video/VP9', 'video/H264', 'audio/opus'];

let folder: string;
const clips = new Map<string, RtpClip>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-files-'));
  for (const mimeType of MIME_TYPES) {
    const sound = mimeType === 'audio/opus';
    clips.set(mimeType, await encodeRtp(mimeType, sound ? SOUND : PICTURE, 4, sound ? '' : ENCODER));
  }
  clips.set('video/AV1', encodeAv1(PICTURE, 4));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function clipOf(mimeType: string): RtpClip {
  const clip = clips.get(mimeType);
  if (!clip) throw new Error(`there is no clip of ${mimeType}`);
  return clip;
}

it.each([...MIME_TYPES, 'video/AV1'])(
  '[REC-8] writes %s as ffprobe has it, frame by frame',
  async (mimeType) => {
    const clip = clipOf(mimeType);
    const { summary, file, manifest } = await recordPackets(folder, mimeType.slice(6), clip, clip.packets);
    const media = probeMedia(file);
    expect(media.complaints).toBe('');
    expect(media.codec).toBe(mimeType.slice(6).toLowerCase());
    const sound = mimeType === 'audio/opus';
    const step = sound ? 0.02 : 1 / 30;
    const timestamps = new Set(clip.packets.map(({ data }) => data.readUInt32BE(4)));
    expect(media.frames.length).toBe(timestamps.size);
    media.frames.forEach(({ time }, index) => expect(Math.abs(time - index * step)).toBeLessThan(0.002));
    expect(media.duration).toBeCloseTo(4, 1);
    expect(summary).toMatchObject({ lostFrames: 0, bytes: readFileSync(file).length });
    expect(summary?.durationMs).toBeCloseTo(media.duration * 1000, -2);
    expect(manifest.at(-1)).toMatchObject({ type: 'end', bytes: summary?.bytes });
    if (sound) return;
    const keys = media.frames.filter(({ key }) => key);
    expect(keys.length).toBeGreaterThanOrEqual(4);
    const noted = manifest.filter((fact) => fact.type === 'key');
    expect(noted.map(({ at }) => at / 1000)).toEqual(
      keys.map(({ time }) => expect.closeTo(time, 2) as number),
    );
    // Each of them begins what can be played alone: a cluster, or a fragment after its length.
    const bytes = readFileSync(file);
    for (const { byte } of noted) {
      const begins = bytes.subarray(byte, byte + 8).toString('latin1');
      expect(begins.startsWith('\x1f\x43\xb6\x75') || begins.endsWith('moof')).toBe(true);
    }
  },
);

it.each([...MIME_TYPES, 'video/AV1'])(
  '[REC-8] a player finds any second of %s by the seek index',
  async (mimeType) => {
    const clip = clipOf(mimeType);
    const { file } = await recordPackets(folder, `seek-${mimeType.slice(6)}`, clip, clip.packets);
    const from = execFileSync('ffprobe', [
      ...[
        '-v',
        'error',
        '-read_intervals',
        '3%+#1',
        '-show_entries',
        'packet=pts_time',
        '-of',
        'csv=p=0',
        file,
      ],
    ]);
    expect(Number.parseFloat(from.toString())).toBeGreaterThan(1.9);
    expect(Number.parseFloat(from.toString())).toBeLessThanOrEqual(3.01);
  },
);

it.each([...MIME_TYPES, 'video/AV1'])(
  '[REC-9] a file of %s that ends at any byte plays to within its last second',
  async (mimeType) => {
    const clip = clipOf(mimeType);
    const { file, manifest } = await recordPackets(folder, `cut-${mimeType.slice(6)}`, clip, clip.packets);
    const whole = unfinished(readFileSync(file));
    const packets = probePackets(file).filter(({ position }) => position >= 0);
    expect(packets.length).toBeGreaterThan(100);
    const first = packets[0]?.position ?? 0;
    const cut = `${file}.cut${path.extname(file)}`;
    const written = manifest.filter((fact) => fact.type === 'written');
    expect(written.length).toBeGreaterThanOrEqual(3);
    for (let step = 0; step < 7; step += 1) {
      const end = Math.floor(first + 3000 + ((whole.length - first - 3000) * step) / 6);
      writeFileSync(cut, whole.subarray(0, end));
      const held = packets.filter(({ position, size }) => position + size <= end).at(-1)?.time ?? 0;
      const played = probePackets(cut).at(-1)?.time ?? -1;
      // As it is; a half-written fragment of MP4 is taken away by whoever finds the file.
      if (path.extname(file) === '.webm') expect(played, `cut at ${end}`).toBeGreaterThanOrEqual(held - 1);
      const left = await mend(cut);
      const mended = probeMedia(cut);
      if (held > 1) expect(mended, `cut at ${end}`).toMatchObject({ complaints: '' });
      if (held > 1)
        expect(left).toEqual({
          bytes: statSync(cut).size,
          durationMs: expect.closeTo(mended.duration * 1000, -1) as number,
        });
      expect(await mend(cut)).toEqual(left);
      expect(mended.frames.at(-1)?.time ?? -1, `cut at ${end}`).toBeGreaterThanOrEqual(held - 1);
    }
  },
);

/** As the file is while it is being written: without the length and the size that the end puts in. */
function unfinished(finished: Buffer): Buffer {
  const data = Buffer.from(finished);
  const segment = data.indexOf(Buffer.from('18538067', 'hex'));
  if (segment < 0) {
    const index = data.indexOf('sidx', 0, 'latin1');
    data.write('free', index, 'latin1');
    return data;
  }
  data.set([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], segment + 4);
  data.set([0xec, 0xce], segment + 12);
  data.set([0xec, 0x89], data.indexOf(Buffer.from('448988', 'hex')));
  return data;
}

it('[REC-4] after a loss writes no picture until the next key frame, asks for it, and counts what is missing', async () => {
  const clip = await encodeRtp('video/VP8', PICTURE, 4, '-b:v 500k -g 90');
  const missing = clip.packets.findIndex(({ at }) => at > 1400);
  const packets = clip.packets.filter((_, index) => index !== missing);
  const { summary, file, manifest, told } = await recordPackets(folder, 'loss', clip, packets);
  const times = probeMedia(file).frames.map(({ time }) => time);
  const lostAt = (clip.packets[missing]?.at ?? 0) / 1000;
  expect(times.filter((time) => time > lostAt - 0.01 && time < 2.99)).toEqual([]);
  expect(times.filter((time) => time < lostAt - 0.01).length).toBeGreaterThan(40);
  expect(times.filter((time) => time > 2.99).length).toBe(30);
  expect(told.some(({ type, at }) => type === 'keyFrameNeeded' && at > 1400 && at < 3000)).toBe(true);
  expect(summary?.lostFrames).toBe(120 - times.length);
  const noted = manifest.filter((fact) => fact.type === 'lost');
  expect(noted.reduce((sum, { frames }) => sum + frames, 0)).toBe(summary?.lostFrames);
});

it('[REC-4] begins a file with a key frame, and asks for one', async () => {
  const clip = clipOf('video/VP8');
  const late = clip.packets.filter(({ at }) => at > 300);
  const { summary, file, told } = await recordPackets(folder, 'late', clip, late);
  const { frames } = probeMedia(file);
  expect(frames[0]).toMatchObject({ time: 0, key: true });
  expect(frames.length).toBe(90);
  expect(summary?.lostFrames).toBe(0);
  expect(told[0]).toMatchObject({ type: 'keyFrameNeeded' });
});

it.each([
  { rate: 30, seconds: 4, afterMs: 2000, often: 45 },
  { rate: 10, seconds: 5, afterMs: 3000, often: 25 },
  { rate: 2, seconds: 12, afterMs: 10_000, often: 15 },
])(
  '[REC-24] asks for a key frame after two seconds and thirty pictures, or ten seconds, at $rate pictures a second',
  async ({ rate, seconds, afterMs, often }) => {
    const source = `testsrc2=s=160x120:r=${rate}`;
    const rare = await encodeRtp('video/VP8', source, seconds, '-b:v 100k -g 1000');
    const { told } = await recordPackets(folder, `rare-${rate}`, rare, rare.packets);
    const asked = told.flatMap(({ type, at }) => (type === 'keyFrameNeeded' && at > 0 ? [at] : []));
    expect(asked[0]).toBeGreaterThanOrEqual(afterMs);
    expect(asked[0]).toBeLessThan(afterMs + 600);
    const frequent = await encodeRtp('video/VP8', source, seconds, `-b:v 100k -g ${often}`);
    const { told: quiet } = await recordPackets(folder, `frequent-${rate}`, frequent, frequent.packets);
    expect(quiet.filter(({ type, at }) => type === 'keyFrameNeeded' && at > 0)).toEqual([]);
  },
);

it('[REC-7] a silence in which nothing is sent is as long in the file as it was', async () => {
  const clip = clipOf('audio/opus');
  const spoken = clip.packets.filter(({ at }) => at < 1000 || at > 2500);
  const packets = spoken.map(({ at, data }, index) => {
    const changed = Buffer.from(data);
    changed.writeUInt16BE(index, 2);
    return { at, data: changed };
  });
  const { file, manifest, summary } = await recordPackets(folder, 'silence', clip, packets);
  const times = probePackets(file).map(({ time }) => time);
  expect(times.filter((time) => time < 1).length).toBe(50);
  expect(times.find((time) => time > 1)).toBeCloseTo(2.52, 2);
  expect(summary?.durationMs).toBeCloseTo(4000, -2);
  expect(manifest.filter(({ type }) => type === 'silence')).toEqual([
    { type: 'silence', from: 1000, to: 2520 },
  ]);
});

it.each(['video/VP8', 'video/VP9', 'video/H264'] as const)(
  '[REC-14] goes on in the same file of %s when the picture changes its size',
  async (mimeType) => {
    const wide = await encodeRtp(mimeType, 'testsrc2=s=480x270:r=30', 2, ENCODER);
    const packets = join(clipOf(mimeType), wide);
    const { file, manifest } = await recordPackets(
      folder,
      `size-${mimeType.slice(6)}`,
      clipOf(mimeType),
      packets,
    );
    const { frames } = probeMedia(file);
    expect(frames.length).toBe(180);
    expect(frames[119]).toMatchObject({ width: 320, height: 240 });
    expect(frames[120]).toMatchObject({ width: 480, height: 270, time: expect.closeTo(4, 2) as number });
    expect(manifest.filter(({ type }) => type === 'size')).toEqual([
      { type: 'size', at: 0, width: 320, height: 240 },
      { type: 'size', at: expect.closeTo(4000, -1) as number, width: 480, height: 270 },
    ]);
  },
);

it('[REC-13] tells loudness while it records, and keeps it in the manifest', async () => {
  const clip = clipOf('audio/opus');
  // One-byte extension 6: as loud as can be in the second second, silence else.
  const spoken = clip.packets.filter(({ at }) => at < 4000);
  const packets = spoken.map(({ at, data }) => {
    const level = at >= 1000 && at < 2000 ? 0 : 127;
    const head = Buffer.from(data.subarray(0, 12));
    head[0] = 0x90;
    return {
      at,
      data: Buffer.concat([head, Buffer.from([0xbe, 0xde, 0, 1, 0x60, level, 0, 0]), data.subarray(12)]),
    };
  });
  const { manifest, told } = await recordPackets(folder, 'levels', clip, packets, 6);
  const expected = Array.from({ length: 40 }, (_, slot) => (slot >= 10 && slot < 20 ? 127 : 0));
  for (const facts of [manifest, told]) {
    const levels = facts.filter((fact) => fact.type === 'levels');
    expect(levels.map(({ from }) => from)).toEqual([0, 1000, 2000, 3000]);
    expect(levels.flatMap((fact) => [...fact.levels])).toEqual(expected);
  }
});
