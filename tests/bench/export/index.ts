import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ShownSegment, SoundSegment } from '../../../signaling/review/export-arguments.ts';
import { runExport } from '../../../signaling/review/export-run.ts';
import type { ExportSources } from '../../../signaling/review/export-sources.ts';
import { readPictureFacts } from '../../../signaling/recordings/recordings.service.ts';
import { recordPackets } from '../../support/rtp/record-packets.ts';
import { encodeRtp, type RtpClip } from '../../support/rtp/rtp-clip.ts';
import { type BenchReport, machineFacts } from '../report.ts';

const SECONDS = 30;
const ROUNDS = 3;

/** Measures how many times faster than real time the product makes an MP4 of a call with two cameras of 720p, beside a
 *  plain ffmpeg that encodes a single one, and what copying saves. */
export async function run(): Promise<BenchReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-export-'));
  try {
    const moving = 'testsrc2=s=1280x720:r=30';
    const clips = {
      seller: await encodeRtp('video/VP8', moving, SECONDS, '-b:v 1500k -g 90'),
      buyer: await encodeRtp('video/VP8', 'mandelbrot=s=1280x720:r=30', SECONDS, '-b:v 1500k -g 90'),
      lone: await encodeRtp('video/H264', moving, SECONDS, '-b:v 1500k -g 90'),
      voice: await encodeRtp('audio/opus', 'sine=440:r=48000', SECONDS),
    };
    const [seller, buyer, lone] = await Promise.all(
      (['seller', 'buyer', 'lone'] as const).map((name) => picture(folder, name, clips[name])),
    );
    const { file } = await recordPackets(folder, 'voice', clips.voice, clips.voice.packets);
    if (!seller || !buyer || !lone) throw new Error('A track was not written');
    const sounds = [{ path: file, startMs: 0 }];
    const both = [seller, { ...buyer, side: 'buyer' as const }];
    const twoCameras = () => exported(folder, sources(both, sounds, 'side_by_side', false));
    const plain = ['-i', seller.path, '-i', file, '-map', '0:v', '-map', '1:a', '-c:v', 'libx264'];
    const rounds: Record<
      'sideBySide' | 'onOneProcessor' | 'insetWithChat' | 'copied' | 'plainFfmpeg',
      number
    >[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({
        sideBySide: await twoCameras(),
        onOneProcessor: await onOneProcessor(twoCameras),
        insetWithChat: await exported(folder, sources(both, sounds, 'inset', true)),
        copied: await exported(folder, sources([lone], sounds, 'side_by_side', false)),
        plainFfmpeg: timesRealTime(() =>
          execFileSync('ffmpeg', [
            ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...plain],
            ...['-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
            path.join(folder, 'plain.mp4'),
          ]),
        ),
      });
    }
    const middle = (name: keyof (typeof rounds)[number]) =>
      rounds.map((round) => round[name]).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0;
    const sideBySide = middle('sideBySide');
    return {
      results: { ...machineFacts(), seconds: SECONDS, timesRealTime: rounds },
      goals: [
        {
          what: '× real time, two cameras side by side (at least)',
          value: sideBySide,
          limit: 6,
          ok: sideBySide >= 6,
        },
        {
          // Two of the machine's processors may be the halves of one core; this tells what a core does. The pieces that
          // several processors would make at the same time take turns on it.
          what: '× real time, the same with one processor at work and the others idle (at least)',
          value: middle('onOneProcessor'),
          limit: 3,
          ok: middle('onOneProcessor') >= 3,
        },
        {
          what: 'two cameras side by side, of a plain ffmpeg with one camera (at least)',
          value: sideBySide / middle('plainFfmpeg'),
          limit: 0.75,
          ok: sideBySide >= 0.75 * middle('plainFfmpeg'),
        },
        {
          what: '× real time, one H.264 camera, copied, of plain ffmpeg (at least)',
          value: middle('copied') / middle('plainFfmpeg'),
          limit: 3,
          ok: middle('copied') >= 3 * middle('plainFfmpeg'),
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function picture(folder: string, name: string, clip: RtpClip): Promise<ShownSegment> {
  const { file, summary } = await recordPackets(folder, name, clip, clip.packets);
  return {
    path: file,
    side: 'agent',
    source: 'camera',
    startMs: 0,
    durationMs: summary?.durationMs ?? 0,
    copyable: clip.mimeType === 'video/H264',
    ...(await readPictureFacts(folder, name)),
  };
}

function sources(
  pictures: readonly ShownSegment[],
  sounds: readonly SoundSegment[],
  layout: 'side_by_side' | 'inset',
  chat: boolean,
): ExportSources {
  const said = { from: 2000, until: 8000, name: 'Lan', text: 'The lining is cotton twill' };
  return {
    plan: {
      pictures,
      sounds,
      durationMs: SECONDS * 1000,
      arrangement: { layout, alone: pictures.length === 1, panel: chat },
    },
    text: { panel: chat ? [said] : [], captions: [] },
    track: null,
    chapters: [],
  };
}

async function exported(folder: string, what: ExportSources): Promise<number> {
  const output = path.join(folder, 'out.mp4');
  const start = performance.now();
  await runExport('ffmpeg', what, output, () => {}).done;
  const times = (SECONDS * 1000) / (performance.now() - start);
  if (statSync(output).size < 100_000) throw new Error('The export is empty');
  return times;
}

/** Keeps what this process starts on the first of its processors meanwhile. */
async function onOneProcessor<T>(work: () => Promise<T>): Promise<T> {
  const taskset = (...more: string[]) =>
    execFileSync('taskset', ['-cp', ...more, `${process.pid}`], { encoding: 'utf8' });
  const [processors, first] = /(\d+)[-,\d]*$/.exec(taskset().trim()) ?? [];
  if (processors === undefined || first === undefined) throw new Error('taskset names no processors');
  taskset(first);
  try {
    return await work();
  } finally {
    taskset(processors);
  }
}

function timesRealTime(work: () => unknown): number {
  const start = performance.now();
  work();
  return (SECONDS * 1000) / (performance.now() - start);
}
