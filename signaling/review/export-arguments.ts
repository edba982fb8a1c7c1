import type { ExportLayout, TrackSource } from '#protocol';

/** A file that goes into an export. */
export interface ExportSegment {
  readonly path: string;
  readonly side: 'buyer' | 'agent';
  readonly source: TrackSource;
  /** Where its own clock begins on the recording's. */
  readonly startMs: number;
}

/** An export as ffmpeg is to make it. */
export interface ExportPlan {
  readonly segments: readonly ExportSegment[];
  readonly durationMs: number;
  readonly layout: ExportLayout;
  readonly output: string;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES_PER_SECOND = 25;
const GROUND = '0x161616';
const WHOLE: Box = { x: 0, y: 0, width: WIDTH, height: HEIGHT };

const seconds = (ms: number) => (ms / 1000).toFixed(3);
const isSound = ({ source }: ExportSegment) => source === 'microphone' || source === 'screen_audio';

/** The arguments with which ffmpeg puts all tracks of a recording into one MP4, each at its time, and tells its
 *  progress on its output. */
export function exportArguments({ segments, durationMs, layout, output }: ExportPlan): string[] {
  // A screen lies over the camera of its person, and what is small over what is large.
  const pictures = segments
    .filter((segment) => !isSound(segment))
    .toSorted((a, b) => layer(a, layout) - layer(b, layout) || a.startMs - b.startMs);
  const sounds = segments.filter(isSound);
  const inputs = [...pictures, ...sounds];
  const filters = [...pictureFilters(pictures, durationMs, layout), ...soundFilters(sounds, pictures.length)];
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
    // A picture that changes its size in between must not begin the whole graph anew.
    ...inputs.flatMap((segment) => [
      ...(isSound(segment) ? [] : ['-reinit_filter', '0']),
      '-i',
      segment.path,
    ]),
    ...['-filter_complex', filters.join(';'), '-map', '[picture]'],
    ...(sounds.length > 0 ? ['-map', '[sound]', '-c:a', 'aac', '-b:a', '128k'] : []),
    ...['-t', seconds(durationMs), '-r', `${FRAMES_PER_SECOND}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p'],
    ...['-movflags', '+faststart', '-progress', 'pipe:1', '-nostats', '-f', 'mp4', output],
  ];
}

function layer({ side, source }: ExportSegment, layout: ExportLayout): number {
  const above = layout === 'focus' && side === 'buyer' ? 2 : 0;
  return above + (source === 'screen' ? 1 : 0);
}

function pictureFilters(
  pictures: readonly ExportSegment[],
  durationMs: number,
  layout: ExportLayout,
): string[] {
  const isAlone = new Set(pictures.map(({ side }) => side)).size < 2;
  const ground = `color=c=${GROUND}:s=${WIDTH}x${HEIGHT}:r=${FRAMES_PER_SECOND}:d=${seconds(durationMs)}`;
  const filters = [`${ground}[p0]`];
  for (const [index, segment] of pictures.entries()) {
    const { x, y, width, height } = isAlone ? WHOLE : boxOf(segment.side, layout);
    const size = `${width}:${height}`;
    filters.push(
      `[${index}:v]setpts=PTS+${seconds(segment.startMs)}/TB,` +
        `scale=${size}:force_original_aspect_ratio=decrease,` +
        `pad=${size}:(ow-iw)/2:(oh-ih)/2:color=${GROUND},setsar=1[v${index}]`,
      `[p${index}][v${index}]overlay=x=${x}:y=${y}:eof_action=pass[p${index + 1}]`,
    );
  }
  filters.push(`[p${pictures.length}]format=yuv420p[picture]`);
  return filters;
}

function boxOf(side: 'buyer' | 'agent', layout: ExportLayout): Box {
  const half = WIDTH / 2;
  if (layout === 'side_by_side') return { x: side === 'agent' ? 0 : half, y: 0, width: half, height: HEIGHT };
  if (side === 'agent') return WHOLE;
  const [width, height, margin] = [320, 180, 24];
  return { x: WIDTH - width - margin, y: HEIGHT - height - margin, width, height };
}

function soundFilters(sounds: readonly ExportSegment[], firstInput: number): string[] {
  if (sounds.length === 0) return [];
  const delayed = sounds.map(
    ({ startMs }, index) =>
      `[${firstInput + index}:a]aresample=48000:async=1:min_hard_comp=0.01:first_pts=0,adelay=${Math.round(startMs)}:all=1[a${index}]`,
  );
  const all = sounds.map((_, index) => `[a${index}]`).join('');
  return [...delayed, `${all}amix=inputs=${sounds.length}:duration=longest:normalize=0,apad[sound]`];
}

/** How far ffmpeg is, 0–1, from a line of its progress; undefined for lines that do not say. */
export function progressOf(line: string, durationMs: number): number | undefined {
  const [, microseconds] = /^out_time_us=(\d+)$/.exec(line.trim()) ?? [];
  if (microseconds === undefined || durationMs <= 0) return undefined;
  return Math.min(1, Number(microseconds) / 1000 / durationMs);
}
