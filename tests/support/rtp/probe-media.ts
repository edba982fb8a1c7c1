import { spawnSync } from 'node:child_process';

/** What ffprobe finds when it decodes a file to its end. */
export interface ProbedMedia {
  readonly codec: string;
  /** Seconds, as the file's head says. */
  readonly duration: number;
  readonly frames: readonly ProbedFrame[];
  /** What it complained of; empty for a file without fault. */
  readonly complaints: string;
}

export interface ProbedFrame {
  /** Seconds. */
  readonly time: number;
  readonly key: boolean;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** Decodes every frame of a file of one track. */
export function probeMedia(file: string): ProbedMedia {
  const entries =
    'stream=codec_name:format=duration:frame=pts_time,best_effort_timestamp_time,key_frame,width,height';
  const { stdout, stderr } = spawnSync(
    'ffprobe',
    [
      '-v',
      'warning',
      '-show_frames',
      '-show_streams',
      '-show_format',
      '-show_entries',
      entries,
      '-of',
      'json',
      file,
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const found = JSON.parse(stdout || '{}') as {
    frames?: Record<string, string | number>[];
    streams?: { codec_name: string }[];
    format?: { duration?: string };
  };
  return {
    codec: found.streams?.[0]?.codec_name ?? '',
    duration: Number(found.format?.duration ?? NaN),
    frames: (found.frames ?? []).map((frame) => ({
      time: Number(frame['best_effort_timestamp_time'] ?? frame['pts_time']),
      key: frame['key_frame'] === 1,
      width: frame['width'] === undefined ? undefined : Number(frame['width']),
      height: frame['height'] === undefined ? undefined : Number(frame['height']),
    })),
    complaints: stderr.trim(),
  };
}

/** One packet of a file: when it is played, in seconds, and where in the file it is. */
export interface ProbedPacket {
  readonly time: number;
  readonly position: number;
  readonly size: number;
}

/** Reads a file of one track to its end without decoding it; whatever is wrong with the end is passed over. */
export function probePackets(file: string): ProbedPacket[] {
  const { stdout } = spawnSync(
    'ffprobe',
    ['-v', 'quiet', '-show_entries', 'packet=pts_time,size,pos', '-of', 'csv=p=0', file],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout
    .split('\n')
    .map((line) => line.split(',').map(Number.parseFloat))
    .flatMap(([time, size, position]) =>
      time === undefined || Number.isNaN(time) ? [] : [{ time, size: size ?? 0, position: position ?? -1 }],
    );
}
