import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { AppError } from '#protocol/app-error';

/** Below everything that a call needs. */
const PRIORITY = 10;

/** Says nothing but what goes wrong, asks nothing. */
export const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'] as const;

/** One run of ffmpeg. */
export interface FfmpegRun {
  /** Resolves when it is done.
   *  @throws AppError `export_tool_missing`; Error with what it said when it fails or was stopped. */
  readonly done: Promise<void>;
  /** Ends it. */
  stop(): void;
}

interface FfmpegOptions {
  /** Where it works: plain names of files are of this folder. */
  readonly folder?: string;
  /** Told each line of its output. */
  readonly onLine?: (line: string) => void;
}

/** Runs ffmpeg, a process of its own that calls do not feel. */
export function runFfmpeg(
  program: string,
  args: readonly string[],
  { folder, onLine = () => {} }: FfmpegOptions = {},
): FfmpegRun {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  return { done: finished(child, onLine), stop: () => void child.kill('SIGKILL') };
}

/** Whether ffmpeg can be run.
 *  @throws AppError `export_tool_missing` */
export async function requireFfmpeg(program: string): Promise<void> {
  await runFfmpeg(program, ['-hide_banner', '-version']).done;
}

async function finished(child: ChildProcess, onLine: (line: string) => void): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
  if (child.pid !== undefined) lower(child.pid);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`ffmpeg ended with ${code ?? 'a signal'}: ${said}`);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? new AppError('export_tool_missing') : error;
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, PRIORITY);
  } catch {
    // It is over already.
  }
}
