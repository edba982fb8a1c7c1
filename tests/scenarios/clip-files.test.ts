import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutArguments, joinArguments } from '../../signaling/review/clip-arguments.ts';
import { type ClipPart, planClip } from '../../signaling/review/clip-plan.ts';
import { runFfmpeg } from '../../signaling/review/ffmpeg.ts';
import { encodeAv1 } from '../support/rtp/av1-clip.ts';
import { probeMedia, probePackets } from '../support/rtp/probe-media.ts';
import { recordPackets } from '../support/rtp/record-packets.ts';
import { encodeRtp, type RtpClip } from '../support/rtp/rtp-clip.ts';

const PICTURE = 'testsrc2=s=320x240:r=30';
/** A key frame each second. */
const ENCODER = '-b:v 500k -g 30';
const [FROM, UNTIL] = [1500, 3200];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-clips-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file as the recorder writes it, cut from FROM to UNTIL. */
async function cutFile(name: string, rtp: RtpClip) {
  const { file, manifest } = await recordPackets(folder, name, rtp, rtp.packets);
  const keys = manifest.flatMap((fact) => (fact.type === 'key' ? [fact.at] : []));
  const source = name === 'opus' ? ('microphone' as const) : ('camera' as const);
  const one = { segmentId: name, file: path.basename(file), side: 'agent' as const, source };
  const plan = planClip([{ ...one, startMs: 0, durationMs: 4000, keys }], FROM, UNTIL);
  const [part] = plan.parts as [ClipPart];
  const to = path.join(folder, `clip-${one.file}`);
  await runFfmpeg('ffmpeg', cutArguments(part, file, to)).done;
  return { file, part, path: to };
}

it.each(['VP8', 'VP9', 'H264', 'AV1', 'opus'])(
  '[REV-37] %s is cut as it was written: packet for packet, from a place where it can begin',
  async (name) => {
    const rtp =
      name === 'AV1'
        ? encodeAv1(PICTURE, 4)
        : name === 'opus'
          ? await encodeRtp('audio/opus', 'sine=440:r=48000', 4, '')
          : await encodeRtp(`video/${name as 'VP8' | 'VP9' | 'H264'}`, PICTURE, 4, ENCODER);
    const { file, part, path: cut } = await cutFile(name, rtp);
    const media = probeMedia(cut);
    expect(media.complaints).toBe('');
    const [whole, own] = [probePackets(file), probePackets(cut)];
    const first = whole.findIndex(({ time }) => time * 1000 >= part.at - 5);
    expect(own.map(({ size }) => size)).toEqual(
      whole.slice(first, first + own.length).map(({ size }) => size),
    );
    expect(Math.abs((own[0]?.time ?? 1) * 1000)).toBeLessThan(25);
    expect(media.frames[0]?.key).toBe(true);
    expect(media.duration).toBeCloseTo(part.durationMs / 1000, 0);
    expect(Math.abs(media.duration * 1000 - part.durationMs)).toBeLessThan(100);
  },
);

it('[REV-37] H.264 and a voice are saved as one MP4, the picture as it is', async () => {
  const picture = await cutFile('H264', await encodeRtp('video/H264', PICTURE, 4, ENCODER));
  const voice = await cutFile('opus', await encodeRtp('audio/opus', 'sine=440:r=48000', 4, ''));
  const to = path.join(folder, 'clip.mp4');
  await runFfmpeg('ffmpeg', joinArguments([picture, voice], picture.part.startMs, to)).done;
  const media = probeMedia(to);
  expect(media.complaints).toBe('');
  expect(media.codec).toBe('h264');
  expect(Math.abs(media.duration * 1000 - picture.part.durationMs)).toBeLessThan(150);
});
