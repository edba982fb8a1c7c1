import type { TimelineEvent, TrackSource } from '#protocol';
import type { RecordingEvent } from './recordings.store.ts';

/** Why something that was allowed is not on the disk. */
export type GapReason = Extract<TimelineEvent, { type: 'gap' }>['reason'];

/** The line of the timeline that says from when on a track is missing; it is over when its next segment begins. */
export function gapOf(
  track: { readonly peerId: string; readonly source: TrackSource },
  at: number,
  reason: GapReason,
): RecordingEvent {
  return { at, type: 'gap', data: { personId: track.peerId, source: track.source, reason } };
}
