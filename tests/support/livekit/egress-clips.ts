import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Longer than any test records. */
const SECONDS = 40;
const PICTURE = `testsrc2=size=160x90:rate=10:duration=${SECONDS}`;
const SOUND = `sine=frequency=440:duration=${SECONDS}`;

/** Films and sounds of the kinds that track egress makes, to be cut to length. */
export class EgressClips {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<EgressClips> {
    const folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-clips-'));
    const make = (input: string, ...args: string[]) =>
      run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', input, ...args]);
    const quick = ['-deadline', 'realtime', '-cpu-used', '8', '-g', '10'];
    await make(PICTURE, '-c:v', 'libvpx', ...quick, path.join(folder, 'video.webm'));
    await make(SOUND, '-c:a', 'libopus', '-ac', '2', path.join(folder, 'audio.ogg'));
    return new EgressClips(folder);
  }

  /** Puts one of so many seconds into a place, and answers the ending that it has got.
   *  @param to the place without an ending */
  async cut(kind: 'audio' | 'video', seconds: number, to: string): Promise<string> {
    const clip = kind === 'video' ? 'video.webm' : 'audio.ogg';
    const ending = path.extname(clip);
    const from = path.join(this.#folder, clip);
    await run('ffmpeg', ['-v', 'error', '-i', from, '-t', String(seconds), '-c', 'copy', `${to}${ending}`]);
    return ending;
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
