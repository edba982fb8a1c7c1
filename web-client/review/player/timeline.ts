import type { RecordedSegment, RecordedTrack } from '#protocol';

/** Where a moment lies in a track. */
export interface SegmentPlace {
  readonly segment: RecordedSegment;
  /** From the file's beginning, ms. */
  readonly offsetMs: number;
}

/** The stretch that is to be heard or seen at a moment; null in a gap. Of two that overlap the later one. */
export function segmentAt(segments: readonly RecordedSegment[], at: number): SegmentPlace | null {
  const segment = segments.findLast(
    ({ startMs, durationMs, live }) => at >= startMs && (live || at < startMs + durationMs),
  );
  return segment ? { segment, offsetMs: at - segment.startMs } : null;
}

/** The next stretch after a moment: what is fetched before it is needed. */
export function nextSegment(segments: readonly RecordedSegment[], at: number): RecordedSegment | null {
  return segments.find(({ startMs }) => startMs > at) ?? null;
}

/** How long the recording is: its tracks may end later than what was told of it. */
export function lengthOf(durationMs: number, tracks: readonly RecordedTrack[]): number {
  const ends = tracks.flatMap(({ segments }) => segments.map((one) => one.startMs + one.durationMs));
  return Math.max(1, durationMs, ...ends);
}

/** Where something is first to be seen or heard: the time before it, while people were asked, is empty. */
export function beginningOf(tracks: readonly RecordedTrack[]): number {
  const starts = tracks.flatMap(({ segments }) => segments.map(({ startMs }) => startMs));
  return starts.length > 0 ? Math.min(...starts) : 0;
}

/** A picture waits for its first key frame, a voice for nothing. */
const PICTURE_WITHIN_MS = 1500;

/** Where it is opened: at its beginning, or a moment later where the first picture is, so that there is one to see. */
export function openingOf(tracks: readonly RecordedTrack[]): number {
  const from = beginningOf(tracks);
  const picture = beginningOf(tracks.filter(({ kind }) => kind === 'video'));
  return picture > from && picture - from <= PICTURE_WITHIN_MS ? picture : from;
}

/** Things that stand closer together than can be pressed one by one are one place. */
export interface Cluster<T> {
  /** Of the first. */
  readonly at: number;
  readonly items: readonly T[];
}

/** @param apart the least distance, on the recording's clock. `items` are in the order of `at`. */
export function cluster<T extends { readonly at: number }>(items: readonly T[], apart: number): Cluster<T>[] {
  const places: { at: number; items: T[] }[] = [];
  for (const item of items) {
    const last = places.at(-1);
    if (last && item.at - last.at < apart) last.items.push(item);
    else places.push({ at: item.at, items: [item] });
  }
  return places;
}
