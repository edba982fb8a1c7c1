import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { captionFile } from './caption-text.ts';
import { chapterFile } from './export-chapters.ts';
import {
  type ExportPlan,
  joinArguments,
  mixArguments,
  pieceArguments,
  pieceList,
  progressOf,
} from './export-arguments.ts';
import { type Piece, piecesOf } from './export-pieces.ts';
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

/** Copying costs next to nothing; joining writes everything once more and mixes the sound. */
const COPY_WEIGHT = 0.02;
const JOIN_WEIGHT = 0.1;

/** Makes one MP4, in a folder beside it that is gone afterwards.
 *  @param onProgress told how far it is, 0 to 1 */
export function runExport(
  program: string,
  sources: ExportSources,
  output: string,
  onProgress: (share: number) => void,
): ExportRun {
  const folder = `${output}.parts`;
  let current: FfmpegRun | undefined;
  let stopped = false;

  async function make(): Promise<void> {
    await mkdir(folder, { mode: 0o700 });
    const steps = await prepare(sources, folder);
    const whole = steps.reduce((sum, { weight }) => sum + weight, 0);
    let before = 0;
    for (const { args, weight, length } of steps) {
      if (stopped) throw new Error('stopped');
      current = runFfmpeg(program, args, {
        folder,
        onLine(line) {
          const at = progressOf(line);
          if (at === undefined || length <= 0) return;
          onProgress((before + weight * Math.min(1, at / length)) / whole);
        },
      });
      await current.done;
      before += weight;
    }
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

  return {
    done: makeAndClear(),
    stop() {
      stopped = true;
      current?.stop();
    },
  };
}

const WHOLE = 'whole.mp4';

/** Writes what ffmpeg reads beside the tracks, and says what it has to do, in order. */
async function prepare({ plan, text, track, chapters }: ExportSources, folder: string): Promise<Step[]> {
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
  if (pieces.every(({ kind }) => kind === 'mix')) {
    return [{ args: mixArguments(whole), weight: durationMs, length: durationMs }];
  }
  const files = pieces.map((piece, index) => ({ piece, file: `piece-${index}.ts` }));
  await writeFile(path.join(folder, 'pieces.txt'), pieceList(files));
  return [
    ...files.map(({ piece, file }) => ({
      args: pieceArguments(whole, piece, file),
      ...costOf(piece),
    })),
    { args: joinArguments(whole, 'pieces.txt'), weight: durationMs * JOIN_WEIGHT, length: durationMs },
  ];
}

function costOf({ kind, from, until }: Piece): Pick<Step, 'weight' | 'length'> {
  const length = until - from;
  return { length, weight: kind === 'copy' ? length * COPY_WEIGHT : length };
}
