import { kindOfSource, type TrackSource } from '#protocol';

/** A file of a recording as a cut sees it. */
export interface CutSource {
  readonly segmentId: string;
  readonly file: string;
  readonly side: 'buyer' | 'agent';
  readonly source: TrackSource;
  /** Where its own clock begins on the recording's. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Where a picture can begin, on its own clock; empty for sound. */
  readonly keys: readonly number[];
}

/** One file of a clip: a stretch of one file of its recording. */
export interface ClipPart {
  readonly segmentId: string;
  readonly file: string;
  readonly side: 'buyer' | 'agent';
  readonly source: TrackSource;
  /** On the recording's clock. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Where it begins on the file's own clock. */
  readonly at: number;
}

/** What a clip is cut from: its beginning moved to where the pictures can begin, and its parts. */
export interface ClipPlan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly parts: readonly ClipPart[];
}

/** Less than this is nothing to be seen or heard, ms. */
const LEAST_MS = 100;

export const isSound = ({ source }: { readonly source: TrackSource }): boolean =>
  kindOfSource(source) === 'audio';

/** Plans a cut: pictures begin at their last key frame before the span, and the clip with the first of them, so that
 *  each picture is there from the moment that was asked for; sound is cut at the clip's own beginning. */
export function planClip(sources: readonly CutSource[], fromMs: number, untilMs: number): ClipPlan {
  const within = sources.filter(
    ({ startMs, durationMs }) => startMs < untilMs - LEAST_MS && startMs + durationMs > fromMs + LEAST_MS,
  );
  const pictures = within.filter((one) => !isSound(one)).flatMap((one) => pictureFrom(one, fromMs, untilMs));
  const from = Math.min(fromMs, ...pictures.map(({ startMs }) => startMs));
  const sounds = within.filter(isSound).map((one) => part(one, Math.max(0, from - one.startMs), untilMs));
  return { fromMs: Math.round(from), untilMs, parts: [...pictures, ...sounds] };
}

function pictureFrom(one: CutSource, fromMs: number, untilMs: number): ClipPart[] {
  const wanted = fromMs - one.startMs;
  const key = one.keys.findLast((at) => at <= wanted) ?? one.keys[0];
  if (key === undefined || one.startMs + key >= untilMs - LEAST_MS) return [];
  return [part(one, key, untilMs)];
}

function part({ keys: _, ...one }: CutSource, at: number, untilMs: number): ClipPart {
  const startMs = one.startMs + at;
  return { ...one, startMs, durationMs: Math.min(one.startMs + one.durationMs, untilMs) - startMs, at };
}
