import { execFileSync } from 'node:child_process';
import { encodeRtp, type ClipMimeType, type RtpClip } from './rtp-clip.ts';

const EVENT = 'lt(mod(t,1),0.1)';

/** A picture that flashes white for 100 ms at each full second, and a sound that beeps with it. */
export async function encodeFlashAndBeep(
  seconds: number,
  picture: ClipMimeType = 'video/VP8',
  size = '320x240',
): Promise<{ flash: RtpClip; beep: RtpClip }> {
  const white = `drawbox=c=white:t=fill:enable='${EVENT}'`;
  const [flash, beep] = await Promise.all([
    encodeRtp(picture, `color=black:s=${size}:r=30,${white}`, seconds, '-b:v 300k -g 30'),
    encodeRtp('audio/opus', `aevalsrc='if(${EVENT},0.8*sin(2*PI*1000*t),0)':s=48000`, seconds),
  ]);
  return { flash, beep };
}

/** Seconds on the file's clock at which the picture becomes white. */
export function findFlashes(file: string): number[] {
  const filter = 'signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  const text = run(['-i', file, '-vf', filter, '-fps_mode', 'passthrough', '-f', 'null', '-']).toString();
  const frames = [...text.matchAll(/pts_time:([\d.]+)\s+lavfi\.signalstats\.YAVG=([\d.]+)/g)];
  return rises(
    frames.map((match) => ({ time: Number(match[1]), on: Number(match[2]) > 128 })),
    0,
  );
}

/** Seconds on the file's clock at which the sound begins. */
export function findBeeps(file: string): number[] {
  const rate = 48_000;
  // Gaps, down to single packets, are filled with silence, so that a sample's number is its time.
  const pcm = run([
    '-i',
    file,
    '-af',
    'aresample=async=1:min_hard_comp=0.01:first_pts=0',
    '-ac',
    '1',
    '-ar',
    String(rate),
    '-f',
    's16le',
    '-',
  ]);
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1);
  const step = rate / 1000;
  const loudness = Array.from({ length: Math.floor(samples.length / step) }, (_, ms) => {
    let loudest = 0;
    for (let index = ms * step; index < (ms + 1) * step; index += 1) {
      loudest = Math.max(loudest, Math.abs(samples[index] ?? 0));
    }
    return { time: ms / 1000, on: loudest > 6000 };
  });
  // A tone is below the line around its zeros.
  return rises(loudness, 0.3);
}

function rises(values: readonly { time: number; on: boolean }[], quiet: number): number[] {
  const found: number[] = [];
  let lastOn = -Infinity;
  values.forEach(({ time, on }, index) => {
    const began = on && index > 0 && !values[index - 1]?.on && time - lastOn > quiet;
    if (began) found.push(time);
    if (on) lastOn = time;
  });
  return found;
}

function run(arguments_: readonly string[]): Buffer {
  return execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', ...arguments_], {
    maxBuffer: 256 * 1024 * 1024,
  });
}
