import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { recoverSegment } from '../../../recorder/recover-segment.ts';
import { probePackets } from '../../support/rtp/probe-media.ts';
import { encodeRtp, type RtpClip } from '../../support/rtp/rtp-clip.ts';
import { machineFacts, type BenchReport, type Goal } from '../report.ts';
import { startFfmpeg, startRecorder, type Contestant } from './contestants.ts';
import type { SenderTask } from './sender.ts';
import { usageDuring, usageOf } from './usage.ts';

const COUNTS = [1, 10, 40];
/** The process lives as long as the server: what its compiler does in its first seconds is no part of a minute. */
const WARM_UP_S = 12;
const MEASURE_S = 10;
const CLIP_S = 6;

/** Measures what recording costs at 1, 10 and 40 tracks (half of them sound) against one ffmpeg for each of them, how
 *  soon a file is playable, and what is lost when the process is killed. */
export async function run(): Promise<BenchReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-recording-'));
  try {
    const clips = await Promise.all([
      encodeRtp('video/VP8', 'testsrc2=s=1280x720:r=30', CLIP_S, '-b:v 1500k -g 90'),
      encodeRtp('audio/opus', 'sine=440:r=48000', CLIP_S),
    ]);
    const clipFile = path.join(folder, 'clips');
    writeFileSync(clipFile, serialize(clips));
    const rounds = [];
    for (const count of COUNTS) rounds.push(await measure(count, clips, clipFile, folder));
    const killed = await measureKill(clips, clipFile, folder);
    const most = rounds.at(-1);
    const goals: Goal[] = [
      goal('CPU at 40 tracks, of ffmpeg -c copy', most?.cpuRatio ?? Infinity, 0.5),
      goal('seconds of CPU per second, 40 tracks', most?.ours.coreShare ?? Infinity, 1),
      goal('ms from the end to playable, 40 at once', most?.playableMs ?? Infinity, 200),
      goal('seconds lost after kill -9, worst track', killed.worstLostSeconds, 1),
    ];
    return { results: { ...machineFacts(), measuredSeconds: MEASURE_S, rounds, killed }, goals };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(count: number, clips: readonly RtpClip[], clipFile: string, folder: string) {
  const tracks = tracksOf(count, clips);
  const place = path.join(folder, `count-${count}`);
  mkdirSync(place);
  const recorder = await startRecorder(tracks, place);
  const idle = usageOf(recorder.pids).residentBytes;
  const ours = await costOf(recorder, tracks, clips, clipFile);
  const { ms: playableMs, summaries } = await recorder.end();
  await recorder.close();
  const frames = summaries.map(({ file }) => probePackets(path.join(place, file)).length);
  if (frames.length !== count || frames.some((each) => each < MEASURE_S * 25)) {
    throw new Error(`of ${count} tracks there are files with ${frames.join(', ')} frames`);
  }
  const lostFrames = summaries.reduce((sum, each) => sum + each.lostFrames, 0);

  const ffmpeg = await startFfmpeg(tracks, place);
  const theirs = await costOf(ffmpeg, tracks, clips, clipFile);
  await ffmpeg.close();
  return {
    tracks: count,
    ours: { ...ours, megabytesPerTrackOverIdle: megabytes((ours.residentBytes - idle) / count) },
    ffmpeg: theirs,
    cpuRatio: ours.cpuMs / theirs.cpuMs,
    playableMs,
    lostFrames,
  };
}

/** Half the tracks are pictures, half sound; a single one is a picture. */
function tracksOf(count: number, clips: readonly RtpClip[]): RtpClip[] {
  return Array.from({ length: count }, (_, index) => clips[index % clips.length]).filter(
    (clip) => clip !== undefined,
  );
}

async function costOf(
  contestant: Contestant,
  tracks: readonly RtpClip[],
  clips: readonly RtpClip[],
  clipFile: string,
) {
  const sender = send(contestant, tracks, clips, clipFile, WARM_UP_S + MEASURE_S + 1);
  await pause(WARM_UP_S * 1000);
  const { cpuMs, residentBytes } = await usageDuring(contestant.pids, MEASURE_S);
  await sender;
  return {
    cpuMs,
    cpuMsPerTrackMinute: (cpuMs / tracks.length / MEASURE_S) * 60,
    coreShare: cpuMs / 1000 / MEASURE_S,
    residentBytes,
    megabytesPerTrack: megabytes(residentBytes / tracks.length),
  };
}

async function send(
  contestant: Contestant,
  tracks: readonly RtpClip[],
  clips: readonly RtpClip[],
  clipFile: string,
  seconds: number,
): Promise<void> {
  const ports = clips.map((clip) => contestant.ports.filter((_, index) => tracks[index] === clip));
  const task: SenderTask = { clips: clipFile, ports, seconds };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'sender.ts'), JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
}

async function measureKill(clips: readonly RtpClip[], clipFile: string, folder: string) {
  const tracks = tracksOf(10, clips);
  const place = path.join(folder, 'killed');
  mkdirSync(place);
  const recorder = await startRecorder(tracks, place);
  const sender = send(recorder, tracks, clips, clipFile, 6);
  await pause(5000);
  const killedAt = Date.now();
  await recorder.kill();
  const lost = await Promise.all(
    tracks.map(async (_, index) => {
      const summary = await recoverSegment(place, `track-${index}`);
      if (!summary) return Infinity;
      const played = probePackets(path.join(place, summary.file)).at(-1)?.time ?? -Infinity;
      return (killedAt - summary.startedAt) / 1000 - played;
    }),
  );
  await sender;
  await recorder.close();
  return { tracks: tracks.length, lostSeconds: lost, worstLostSeconds: Math.max(...lost) };
}

function megabytes(bytes: number): number {
  return bytes / 1024 / 1024;
}

function goal(what: string, value: number, limit: number): Goal {
  return { what, value, limit, ok: value <= limit };
}
