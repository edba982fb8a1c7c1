import type { RecordingMarker, TimelineEvent } from '#protocol';

/** A part of a recording with a title of its own, on the recording's clock, ms. */
export interface Chapter {
  readonly from: number;
  readonly until: number;
  readonly marker: RecordingMarker;
}

/** The chapters of a recording, in order.
 *  @param length of the recording: where one that is not over ends */
export function chaptersIn(events: readonly TimelineEvent[], length: number): Chapter[] {
  return events.flatMap((event) =>
    event.type === 'chapter' ? [{ from: event.at, until: event.until ?? length, marker: event.marker }] : [],
  );
}

/** The chapter of a moment. */
export function chapterAt(chapters: readonly Chapter[], at: number): Chapter | undefined {
  return chapters.findLast(({ from, until }) => at >= from && at < until);
}

/** Near enough to a beginning to mean the chapter before it, ms. */
const HERE_MS = 1500;

/** Where a step to the next chapter leads, or to the beginning of this one and then of the one before. */
export function chapterBeside(chapters: readonly Chapter[], at: number, step: 1 | -1): number | undefined {
  const beginnings = chapters.map(({ from }) => from);
  return step === 1
    ? beginnings.find((from) => from > at)
    : beginnings.findLast((from) => from < at - HERE_MS || (from < at && from === beginnings[0]));
}
