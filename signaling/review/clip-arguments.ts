import { type ClipPart, isSound } from './clip-plan.ts';
import { QUIET } from './ffmpeg.ts';

/** Behind a key frame, so that rounding does not lead to the one before it, ms. */
const BEHIND_MS = 2;

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** Copies a stretch of a file: a picture from its key frame on, sound from the first packet at that time on. */
export function cutArguments(part: ClipPart, from: string, to: string): string[] {
  const at = isSound(part) ? part.at : part.at + BEHIND_MS;
  // Packets before the time are left out of sound; of a picture the key frame is the one just before it.
  const edge = isSound(part) ? ['-copypriorss', '0'] : [];
  return [
    ...QUIET,
    ...['-ss', seconds(at), '-i', from, '-t', seconds(part.durationMs)],
    ...['-map', '0', '-c', 'copy', ...edge, '-avoid_negative_ts', 'make_zero', to],
  ];
}

/** A file of a clip that is there already. */
export interface CutFile {
  readonly part: ClipPart;
  readonly path: string;
}

/** The picture that the one file shows: the seller's screen or camera before the buyer's, the longest of them. */
export function mainPicture(files: readonly CutFile[]): CutFile | undefined {
  const rank = ({ part: { side, source } }: CutFile) =>
    (side === 'agent' ? 2 : 0) + (source === 'screen' ? 1 : 0);
  return files
    .filter(({ part }) => !isSound(part))
    .toSorted((a, b) => rank(b) - rank(a) || b.part.durationMs - a.part.durationMs)[0];
}

/** Puts the main picture, as it is, and all sounds, mixed, into one file.
 *  @param fromMs when the clip begins, on the recording's clock */
export function joinArguments(files: readonly CutFile[], fromMs: number, to: string): string[] {
  const main = mainPicture(files);
  const sounds = files.filter(({ part }) => isSound(part));
  const inputs = [...(main ? [main] : []), ...sounds];
  const first = main ? 1 : 0;
  const mixed = sounds.map((_, index) => `[${index + first}:a]`).join('');
  const isMp4 = to.endsWith('.mp4');
  const codec = ['-c:a', isMp4 ? 'aac' : 'libopus'];
  return [
    ...QUIET,
    ...inputs.flatMap(({ part, path }) => [
      ...['-itsoffset', seconds(Math.max(0, part.startMs - fromMs))],
      ...['-i', path],
    ]),
    ...(main ? ['-map', '0:v', '-c:v', 'copy'] : []),
    ...(sounds.length > 0
      ? [
          ...['-filter_complex', `${mixed}amix=inputs=${sounds.length}:normalize=0[sound]`],
          ...['-map', '[sound]', ...codec, '-b:a', '96k'],
        ]
      : []),
    ...(isMp4 ? ['-movflags', '+faststart'] : []),
    to,
  ];
}
