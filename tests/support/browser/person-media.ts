import { execFile } from 'node:child_process';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who is in front of a camera in a test; each has a colour and a tone of their own, so that a picture or a
 *  sound found on the other side tells whose it is. */
export type PersonMedia = keyof typeof PEOPLE;

const PEOPLE = {
  /** Warm picture, a voice about 440 Hz. */
  seller: { colour: '0xd03020', hertz: 440, width: 640 },
  /** The same with a camera of 1280 × 720, which takes a machine with two cores most of its time. */
  seller_hd: { colour: '0xd03020', hertz: 440, width: 1280 },
  /** Cold picture, a voice about 880 Hz. */
  buyer: { colour: '0x2040d0', hertz: 880, width: 640 },
};

/** What Chromium plays as a camera (Y4M or MJPEG) and a microphone (WAV). */
export interface CameraFiles {
  readonly video: string;
  readonly audio: string;
}

/** Few enough that the encoders and decoders of several people fit on two cores. MJPEG would always play at 30. */
const FRAMES_PER_SECOND = 10;

const CACHE = join(import.meta.dirname, '../../../.cache/test-media');

/** Files for Chromium's fake camera (the colour with a white bar moving over it) and microphone. */
export async function personMedia(who: PersonMedia): Promise<CameraFiles> {
  const { colour, hertz, width } = PEOPLE[who];
  const height = (width * 9) / 16;
  await mkdir(CACHE, { recursive: true });
  const video = join(CACHE, `${who}-${width}-${FRAMES_PER_SECOND}.y4m`);
  const audio = join(CACHE, `${who}-voice.wav`);
  await make(video, [
    ...['-f', 'lavfi', '-i', `color=${colour}:size=${width}x${height}:rate=${FRAMES_PER_SECOND}:duration=3`],
    ...['-f', 'lavfi', '-i', `color=white:size=${width / 16}x${height}:rate=${FRAMES_PER_SECOND}:duration=3`],
    ...['-filter_complex', `overlay=x='mod(t*${width / 3.2},${(width * 15) / 16})'`],
    ...['-pix_fmt', 'yuv420p', '-f', 'yuv4mpegpipe'],
  ]);
  await make(audio, ['-f', 'lavfi', '-i', `aevalsrc='${voice(hertz)}':s=48000:d=8`, '-f', 'wav']);
  return { video, audio };
}

/** Syllables of a voice with overtones. A steady tone would be taken for noise, and be suppressed by the page that
 *  sends it. */
function voice(hertz: number): string {
  const glide = `2*PI*${hertz}*t+4*sin(2*PI*2.3*t)`;
  const syllables = 'gt(sin(2*PI*1.7*t)+sin(2*PI*3.1*t),0)';
  return `${syllables}*(0.35*sin(${glide})+0.2*sin(2*(${glide}))+0.1*sin(3*(${glide})))`;
}

/** Made once; moved into place whole, since test files run at the same time. */
async function make(path: string, args: string[]): Promise<void> {
  if (await stat(path).catch(() => null)) return;
  const partial = `${path}.${process.pid}`;
  await run('ffmpeg', ['-v', 'error', '-y', ...args, partial]);
  await rename(partial, path);
}
