import type { TrackSource } from '#protocol';
import { type Arrangement, type Box, boxOf, FRAME } from './export-layout.ts';
import type { Piece, PictureSegment } from './export-pieces.ts';
import { QUIET } from './ffmpeg.ts';

/** A sound's file that goes into an export. */
export interface SoundSegment {
  readonly path: string;
  /** Where its own clock begins on the recording's. */
  readonly startMs: number;
}

/** A file with a picture, and what it shows. */
export interface ShownSegment extends PictureSegment {
  readonly source: TrackSource;
}

/** An export as ffmpeg is to make it. */
export interface ExportPlan {
  readonly pictures: readonly ShownSegment[];
  readonly sounds: readonly SoundSegment[];
  readonly durationMs: number;
  readonly arrangement: Arrangement;
  /** Words in the picture: a file of ASS in the working folder, under a plain name. */
  readonly text?: string | undefined;
  /** Captions as a track of their own: a WebVTT file, and its language. */
  readonly captions?: { readonly path: string; readonly language: string } | undefined;
  /** Its chapters: a file of FFMETADATA1. */
  readonly chapters?: string | undefined;
  readonly output: string;
}

const FRAMES_PER_SECOND = 25;
const GROUND = '0x161616';
/** To seek so far behind a key frame, less than a frame, finds that one and no earlier. */
const BEHIND_MS = 2;

/** Pieces are made side by side: threads within a filter would only wait for each other. */
const ALONE = ['-filter_threads', '1', '-filter_complex_threads', '1'];
const TELL = ['-progress', 'pipe:1', '-nostats'];
/** An export is waited for: the fastest of x264, with what costs little and keeps edges and letters clean. By SSIM as
 *  good as `veryfast` at 23 in a quarter of its time, at twice the bytes. Without frames that refer to later ones, pieces
 *  meet without a hole. */
const PICTURE_CODE = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-x264-params', 'deblock=0,0:aq-mode=1'],
  ...['-crf', '26', '-pix_fmt', 'yuv420p'],
];

const seconds = (ms: number) => (ms / 1000).toFixed(3);

/** One piece of the picture as a file that can be joined with others.
 *  @param threads for the encoder and for each decoder: pieces made side by side need no more than their share */
export function pieceArguments(plan: ExportPlan, piece: Piece, output: string, threads = 1): string[] {
  const stream = ['-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', output];
  const length = ['-t', seconds(piece.until - piece.from)];
  if (piece.kind === 'copy') {
    const from = ['-ss', seconds(piece.at + BEHIND_MS), '-i', piece.path];
    return [...QUIET, ...from, ...length, '-map', '0:v', '-c:v', 'copy', ...TELL, ...stream];
  }
  const mix = mixedPicture(plan, piece.from, piece.until, threads);
  return [
    ...[...QUIET, ...ALONE, ...mix.inputs, '-filter_complex', mix.filters.join(';'), '-map', '[picture]'],
    ...[
      ...length,
      '-r',
      `${FRAMES_PER_SECOND}`,
      ...PICTURE_CODE,
      '-threads',
      `${threads}`,
      ...TELL,
      ...stream,
    ],
  ];
}

/** All sound in one file, as long as the recording; undefined when there is none. */
export function soundArguments({ sounds, durationMs }: ExportPlan, output: string): string[] | undefined {
  if (sounds.length === 0) return undefined;
  const delayed = sounds.map(
    ({ startMs }, index) =>
      `[${index}:a]aresample=48000:async=1:min_hard_comp=0.01:first_pts=0,adelay=${Math.round(startMs)}:all=1[a${index}]`,
  );
  const all = sounds.map((_, index) => `[a${index}]`).join('');
  const mixed = `${all}amix=inputs=${sounds.length}:duration=longest:normalize=0,apad[sound]`;
  return [
    ...[...QUIET, ...sounds.flatMap(({ path }) => ['-i', path])],
    ...['-filter_complex', [...delayed, mixed].join(';'), '-map', '[sound]', '-t', seconds(durationMs)],
    ...['-c:a', 'aac', '-b:a', '128k', ...TELL, '-f', 'mp4', output],
  ];
}

/** The pieces, listed in a file, and the sound, put into one file without encoding anything anew.
 *  @param copied some pieces are another encoder's: its parameters stand in the stream itself */
export function joinArguments(
  plan: ExportPlan,
  parts: { readonly list: string; readonly sound: string | undefined; readonly copied: boolean },
): string[] {
  const { list, sound, copied } = parts;
  return [
    ...[...QUIET, '-f', 'concat', '-safe', '0', '-i', list, ...(sound === undefined ? [] : ['-i', sound])],
    ...sideInputs(plan),
    ...['-map', '0:v', ...(sound === undefined ? [] : ['-map', '1:a'])],
    ...sideOutputs(plan, sound === undefined ? 1 : 2),
    ...['-t', seconds(plan.durationMs), '-c:v', 'copy', '-c:a', 'copy'],
    ...(copied ? ['-tag:v', 'avc3'] : []),
    ...['-movflags', '+faststart', ...TELL, '-f', 'mp4', plan.output],
  ];
}

/** The list of pieces that `joinArguments` takes, with the length that each must have. */
export function pieceList(pieces: readonly { readonly file: string; readonly piece: Piece }[]): string {
  return pieces
    .map(({ file, piece: { from, until } }) => `file '${file}'\nduration ${seconds(until - from)}\n`)
    .join('');
}

/** What is neither picture nor sound: captions, then chapters. */
function sideInputs({ captions, chapters }: ExportPlan): string[] {
  return [...(captions ? ['-i', captions.path] : []), ...(chapters ? ['-i', chapters] : [])];
}

/** @param input the number of the first of them */
function sideOutputs({ captions, chapters }: ExportPlan, input: number): string[] {
  const text = captions
    ? [
        ...['-map', `${input}:s`, '-c:s', 'mov_text'],
        ...['-metadata:s:s:0', `language=${mp4Language(captions.language)}`],
      ]
    : [];
  return [...text, ...(chapters ? ['-map_chapters', `${captions ? input + 1 : input}`] : [])];
}

/** MP4 names languages by three letters (ISO 639-2/T). */
function mp4Language(language: string): string {
  const [code = ''] = language.split('-');
  return code.length === 3 ? code : (THREE_LETTERS[code] ?? 'und');
}
const THREE_LETTERS: Readonly<Record<string, string>> = {
  de: 'deu',
  en: 'eng',
  es: 'spa',
  fr: 'fra',
  it: 'ita',
  ja: 'jpn',
  ko: 'kor',
  pt: 'por',
  ru: 'rus',
  zh: 'zho',
};

function mixedPicture(
  { pictures, arrangement, text }: ExportPlan,
  from: number,
  until: number,
  threads: number,
) {
  // A screen lies over the camera of its person, and what is small over what is large.
  const shown = pictures
    .filter(({ startMs, durationMs }) => startMs < until && startMs + durationMs > from)
    .toSorted((a, b) => layer(a, arrangement) - layer(b, arrangement) || a.startMs - b.startMs);
  const inputs: string[] = [];
  const filters: string[] = [];
  // One picture fewer is laid over another where the lowest is there all the time: it brings the ground along.
  const [lowest] = shown;
  const isGround = lowest !== undefined && lasts(lowest, from, until);
  if (!isGround) {
    const { width, height } = FRAME;
    filters.push(
      `color=c=${GROUND}:s=${width}x${height}:r=${FRAMES_PER_SECOND}:d=${seconds(until - from)}[p0]`,
    );
  }
  for (const [index, segment] of shown.entries()) {
    const key = segment.keys.findLast((at) => segment.startMs + at <= from) ?? 0;
    const skip = key > 0 ? key + BEHIND_MS : 0;
    // A picture that changes its size in between must not begin the whole graph anew.
    inputs.push('-threads', `${threads}`, '-reinit_filter', '0');
    if (skip > 0) inputs.push('-noaccurate_seek', '-ss', seconds(skip));
    inputs.push('-i', segment.path);
    // The last picture before the piece stands at its beginning, however long it has stood.
    const rate = `fps=${FRAMES_PER_SECOND}${segment.startMs < from ? ':start_time=0' : ''}`;
    // Pictures that will not be seen are dropped before they are scaled.
    const timed = `[${index}:v]setpts=PTS${signed(segment.startMs + skip - from)}/TB,${rate}`;
    const box = boxOf(segment.side, arrangement);
    if (isGround && index === 0) {
      filters.push(`${timed},${fitted(box, FRAME)},tpad=stop=1:stop_mode=clone[p1]`);
    } else {
      filters.push(
        `${timed},${fitted({ ...box, x: 0, y: 0 }, box)}[v${index}]`,
        `[p${index}][v${index}]overlay=x=${box.x}:y=${box.y}:eof_action=pass[p${index + 1}]`,
      );
    }
  }
  // Words stand at times of the whole.
  const words = text ? `setpts=PTS${signed(from)}/TB,subtitles=${text},setpts=PTS${signed(-from)}/TB,` : '';
  filters.push(`[p${shown.length}]${words}format=yuv420p[picture]`);
  return { inputs, filters };
}

/** A picture as large as fits into a box, which stands in a frame that is filled with the ground. */
function fitted(
  { x, y, width, height }: Box,
  frame: { readonly width: number; readonly height: number },
): string {
  const place = `${x}+(${width}-iw)/2:${y}+(${height}-ih)/2`;
  return (
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=area,` +
    `pad=${frame.width}:${frame.height}:${place}:color=${GROUND},setsar=1`
  );
}

/** Whether a picture is there from the beginning of a piece to its end. */
const lasts = ({ startMs, durationMs }: PictureSegment, from: number, until: number): boolean =>
  startMs <= from && startMs + durationMs >= until - 1000 / FRAMES_PER_SECOND;

const signed = (ms: number) => `${ms < 0 ? '-' : '+'}${seconds(Math.abs(ms))}`;

function layer({ side, source }: ShownSegment, { layout }: Arrangement): number {
  const above = layout === 'inset' && side === 'buyer' ? 2 : 0;
  return above + (source === 'screen' ? 1 : 0);
}

/** How far ffmpeg is, ms, from a line of its progress; undefined for lines that do not say. */
export function progressOf(line: string): number | undefined {
  const [, microseconds] = /^out_time_us=(\d+)$/.exec(line.trim()) ?? [];
  return microseconds === undefined ? undefined : Number(microseconds) / 1000;
}
