import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { captionFile } from './caption-text.ts';
import { chapterFile } from './export-chapters.ts';
import {
  type ExportPlan,
  joinArguments,
  pieceArguments,
  pieceList,
  progressOf,
  soundArguments,
} from './export-arguments.ts';
import { type Piece, piecesOf, shared } from './export-pieces.ts';
import type { ExportSources } from './export-sources.ts';
import { assOf, textStretches } from './export-text.ts';
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts';

/** An export under way. */
export interface ExportRun {
  /** Resolves when its file is there; rejects when it failed or was stopped, nothing of it left. */
  readonly done: Promise<void>;
  stop(): void;
}

/** One run of ffmpeg, and what part of the whole it is. */
interface Step {
  readonly args: readonly string[];
  /** How much work it is, in ms of mixed picture. */
  readonly weight: number;
  /** Length of what it makes, ms. */
  readonly length: number;
}

/** What an export takes: what can be made at the same time, and then the whole of it. */
interface Steps {
  readonly parts: readonly Step[];
  readonly join: Step;
}

/** Sound, copying and joining cost little beside mixing pictures. */
const [SOUND_WEIGHT, COPY_WEIGHT, JOIN_WEIGHT] = [0.1, 0.02, 0.05];
/** Pieces that are made at the same time; each more takes memory, and the machine is there for calls. */
const HANDS = Math.min(4, availableParallelism());
/** More pieces than hands: they take unequal time, and none should wait long for the last. */
const PIECES = HANDS * 2;

/** Makes one MP4, in a folder beside it that is gone afterwards.
 *  @param onProgress told how far it is, 0 to 1 */
export function runExport(
  program: string,
  sources: ExportSources,
  output: string,
  onProgress: (share: number) => void,
): ExportRun {
  const folder = `${output}.parts`;
  const running = new Set<FfmpegRun>();
  let stopped = false;

  function stop(): void {
    stopped = true;
    for (const run of running) run.stop();
  }

  async function make(): Promise<void> {
    await mkdir(folder, { mode: 0o700 });
    const { parts, join } = await prepare(sources, folder);
    const whole = [...parts, join].reduce((sum, { weight }) => sum + weight, 0);
    const made = new Map<Step, number>();

    async function take(step: Step): Promise<void> {
      if (stopped) throw new Error('stopped');
      const onLine = (line: string) => {
        const at = progressOf(line);
        if (at === undefined || step.length <= 0) return;
        made.set(step, step.weight * Math.min(1, at / step.length));
        onProgress([...made.values()].reduce((sum, each) => sum + each, 0) / whole);
      };
      const run = runFfmpeg(program, step.args, { folder, onLine });
      running.add(run);
      await run.done.finally(() => running.delete(run));
      made.set(step, step.weight);
    }

    const waiting = [...parts];
    async function work(): Promise<void> {
      for (let step = waiting.shift(); step; step = waiting.shift()) await take(step);
    }
    const hands = Array.from({ length: HANDS }, work);
    try {
      await Promise.all(hands);
    } catch (error) {
      // The others end before the folder goes.
      stop();
      await Promise.allSettled(hands);
      throw error;
    }
    await take(join);
    if (stopped) throw new Error('stopped');
    await rename(path.join(folder, WHOLE), output);
  }

  async function makeAndClear(): Promise<void> {
    try {
      await make();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return { done: makeAndClear(), stop };
}

const [WHOLE, SOUND] = ['whole.mp4', 'sound.mp4'];

/** Writes what ffmpeg reads beside the tracks, and says what it has to do. */
async function prepare({ plan, text, track, chapters }: ExportSources, folder: string): Promise<Steps> {
  const { durationMs, pictures, arrangement } = plan;
  const hasText = text.panel.length > 0 || text.captions.length > 0;
  if (hasText) await writeFile(path.join(folder, 'words.ass'), assOf(text, durationMs));
  if (track) await writeFile(path.join(folder, 'captions.vtt'), captionFile(track.said));
  if (chapters.length > 0) await writeFile(path.join(folder, 'chapters.txt'), chapterFile(chapters));
  const whole: ExportPlan = {
    ...plan,
    output: WHOLE,
    text: hasText ? 'words.ass' : undefined,
    captions: track ? { path: 'captions.vtt', language: track.language } : undefined,
    chapters: chapters.length > 0 ? 'chapters.txt' : undefined,
  };
  const pieces = piecesOf(pictures, durationMs, arrangement, textStretches(text, durationMs));
  const files = shared(pieces, PIECES, pictures).map((piece, index) => ({
    piece,
    file: `piece-${index}.ts`,
  }));
  await writeFile(path.join(folder, 'pieces.txt'), pieceList(files));
  const mixed = files.filter(({ piece }) => piece.kind === 'mix').length;
  // Each has its share of the cores.
  const threads = Math.ceil(availableParallelism() / Math.max(1, Math.min(HANDS, mixed)));
  const sound = soundArguments(whole, SOUND);
  const join = joinArguments(whole, {
    list: 'pieces.txt',
    sound: sound && SOUND,
    copied: pieces.some(({ kind }) => kind === 'copy'),
  });
  return {
    parts: [
      ...(sound ? [{ args: sound, weight: durationMs * SOUND_WEIGHT, length: durationMs }] : []),
      ...files.map(({ piece, file }) => ({
        args: pieceArguments(whole, piece, file, threads),
        ...costOf(piece),
      })),
    ],
    join: { args: join, weight: durationMs * JOIN_WEIGHT, length: durationMs },
  };
}

function costOf({ kind, from, until }: Piece): Pick<Step, 'weight' | 'length'> {
  const length = until - from;
  return { length, weight: kind === 'copy' ? length * COPY_WEIGHT : length };
}
