import { type Arrangement, boxOf, FRAME, isWhole } from './export-layout.ts';
import type { Stretch } from './speech.ts';

/** A picture's file as an export sees it. */
export interface PictureSegment {
  readonly path: string;
  readonly side: 'buyer' | 'agent';
  /** Where its own clock begins on the recording's. */
  readonly startMs: number;
  readonly durationMs: number;
  /** H.264: its frames can stand in the MP4 as they are. */
  readonly copyable: boolean;
  /** On its own clock: where a player can begin, and from when on it has which size. */
  readonly keys: readonly number[];
  readonly sizes: readonly { readonly at: number; readonly width: number; readonly height: number }[];
}

/** A stretch of an export's picture, made in one go. */
export type Piece =
  | { readonly kind: 'mix'; readonly from: number; readonly until: number }
  | {
      readonly kind: 'copy';
      readonly from: number;
      readonly until: number;
      readonly path: string;
      /** Where it begins on the file's own clock: at a key frame. */
      readonly at: number;
    };

/** Less than this is not worth a cut. */
const WORTH_MS = 4000;
/** Less than a frame is nothing. */
const FRAME_MS = 40;
/** A shorter piece costs as much to begin as it saves. */
const SHARE_MS = 5000;

/** Cuts the time of an export into pieces: copied where one picture alone fills the frame as it is, mixed elsewhere.
 *  @param text when words are burnt into the picture: there it must be mixed. */
export function piecesOf(
  pictures: readonly PictureSegment[],
  durationMs: number,
  arrangement: Arrangement,
  text: readonly Stretch[],
): Piece[] {
  const copies = pictures
    .filter(({ copyable, side }) => copyable && isWhole(boxOf(side, arrangement)))
    .flatMap((picture) => {
      const others = pictures.filter((other) => other !== picture).map(timeOf);
      return fittingStretches(picture).flatMap((stretch) => copiesIn(picture, stretch, [...others, ...text]));
    })
    .filter(({ until }) => until <= durationMs + FRAME_MS)
    .toSorted((a, b) => a.from - b.from);
  const pieces: Piece[] = [];
  let at = 0;
  for (const copy of copies) {
    if (copy.from - at >= FRAME_MS) pieces.push({ kind: 'mix', from: at, until: copy.from });
    pieces.push({ ...copy, until: Math.min(copy.until, durationMs) });
    at = copy.until;
  }
  if (durationMs - at >= FRAME_MS || pieces.length === 0)
    pieces.push({ kind: 'mix', from: at, until: durationMs });
  return pieces;
}

/** Cuts what is mixed into so many pieces that several can be made at the same time, where pictures begin anew rather
 *  than in equal parts.
 *  @param most of which a stretch is cut into */
export function shared(pieces: readonly Piece[], most: number, pictures: readonly PictureSegment[]): Piece[] {
  return pieces.flatMap((piece): Piece[] => {
    const length = piece.until - piece.from;
    const parts = Math.max(1, Math.min(most, Math.floor(length / SHARE_MS)));
    if (piece.kind === 'copy' || parts === 1) return [piece];
    const edge = (part: number) => {
      if (part === 0) return piece.from;
      return part === parts ? piece.until : edgeNear(piece.from, part, length / parts, pictures);
    };
    return Array.from({ length: parts }, (_, part) => ({
      kind: 'mix' as const,
      from: edge(part),
      until: edge(part + 1),
    }));
  });
}

/** What lies between the last key frame before an edge and the edge is decoded on both sides of it. */
function edgeNear(from: number, part: number, length: number, pictures: readonly PictureSegment[]): number {
  const framesUntil = (at: number) => (at - from) / FRAME_MS;
  const even = from + FRAME_MS * Math.round(framesUntil(from + part * length));
  const keys = pictures
    .flatMap(({ keys: own, startMs }) => own.map((key) => startMs + key))
    .filter((at) => Math.abs(at - even) <= length / 4)
    .map((at) => from + FRAME_MS * Math.ceil(framesUntil(at)));
  return keys.reduce((best, at) => (doubled(at, pictures) < doubled(best, pictures) ? at : best), even);
}

/** How much of the pictures is decoded twice when a piece ends and another begins here, ms. */
function doubled(edge: number, pictures: readonly PictureSegment[]): number {
  return pictures
    .filter(({ startMs, durationMs }) => startMs < edge && startMs + durationMs > edge)
    .reduce(
      (sum, { keys, startMs }) => sum + edge - startMs - (keys.findLast((at) => startMs + at <= edge) ?? 0),
      0,
    );
}

const timeOf = ({ startMs, durationMs }: PictureSegment): Stretch => [startMs, startMs + durationMs];

/** When a picture has the frame's size, on the recording's clock. */
function fittingStretches({ sizes, startMs, durationMs }: PictureSegment): Stretch[] {
  return sizes.flatMap(({ at, width, height }, index): Stretch[] => {
    const until = sizes[index + 1]?.at ?? durationMs;
    const fits = width === FRAME.width && height === FRAME.height;
    return fits ? [[startMs + at, startMs + until]] : [];
  });
}

/** What can be copied of a stretch, beside what stands in the way: each from a key frame on. */
function copiesIn(
  { path, keys, startMs }: PictureSegment,
  stretch: Stretch,
  inTheWay: readonly Stretch[],
): Extract<Piece, { kind: 'copy' }>[] {
  return without(stretch, inTheWay).flatMap(([from, until]) => {
    const at = keys.find((key) => startMs + key >= from);
    if (at === undefined || until - (startMs + at) < WORTH_MS) return [];
    return [{ kind: 'copy' as const, from: startMs + at, until, path, at }];
  });
}

/** What is left of a stretch. */
function without([from, until]: Stretch, taken: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let at = from;
  for (const [begin, end] of taken.toSorted((a, b) => a[0] - b[0])) {
    if (end <= at || begin >= until) continue;
    if (begin > at) left.push([at, begin]);
    at = Math.max(at, end);
  }
  if (at < until) left.push([at, until]);
  return left;
}
