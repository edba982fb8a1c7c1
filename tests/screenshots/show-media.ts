import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';
import type { CameraFiles } from '../support/browser/person-media.ts';

const run = promisify(execFile);

/** Files for Chromium's fake camera and microphone: a hand-held look at a picture, and quiet. */
export async function showMedia(folder: string, name: string, picture: string): Promise<CameraFiles> {
  const video = path.join(folder, `${name}.mjpeg`);
  const audio = path.join(folder, `${name}.wav`);
  // Slightly closer than the whole picture, swaying as a phone in a hand does.
  const sway = "crop=w=960:h=540:x='(iw-960)/2+18*sin(t*2)':y='(ih-540)/2+12*cos(t*1.6)',scale=1280:720";
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-loop', '1', '-framerate', '20', '-t', '4', '-i', picture],
    ...['-vf', `scale=1100:-2,${sway},format=yuvj420p`, '-q:v', '3', '-f', 'mjpeg', video],
  ]);
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'anullsrc=r=48000:cl=mono',
    '-t',
    '4',
    audio,
  ]);
  return { video, audio };
}
