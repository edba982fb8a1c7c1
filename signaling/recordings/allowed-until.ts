import type { ConsentRow, RecordingEventRow, RecordingRow, SegmentRow } from '../db/schema-recordings.ts';
import { consentOf, kindOf } from './recording-state.ts';

/** From when on a segment was not allowed any more (wall clock): its person took that back, the recording was paused,
 *  or is over. Undefined while it is allowed. What was there is read from the store, so that the answer is the same
 *  after a restart. */
export function allowedUntil(
  segment: Pick<SegmentRow, 'opened_at' | 'person_id' | 'source'>,
  recording: Pick<RecordingRow, 'ended_at'>,
  consents: readonly ConsentRow[],
  events: readonly Pick<RecordingEventRow, 'at' | 'type'>[],
): number | undefined {
  const kind = kindOf(segment.source);
  const ends = [
    ...consents.filter((row) => row.person_id === segment.person_id && !consentOf(row)[kind]),
    ...events.filter(({ type }) => type === 'paused'),
    ...(recording.ended_at === null ? [] : [{ at: recording.ended_at }]),
  ];
  const later = ends.map(({ at }) => at).filter((at) => at >= segment.opened_at);
  return later.length === 0 ? undefined : Math.min(...later);
}
