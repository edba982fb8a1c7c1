import { WEAK_NETWORK } from '#protocol/measures';
import type { Consent, ConsentKind, RecordingView, TrackSource } from '#protocol';
import type { ConsentRow, RecordingEventRow, RecordingRow } from '../db/schema-recordings.ts';
import type { MediaTrackInfo } from '../../sfu/media-engine.ts';
import type { OpenTap } from './open-tap.ts';
import type { Participant } from './participants.ts';

/** A recording that goes on, as this server holds it; everything but the taps can be read again from the store. */
export interface LiveRecording {
  row: RecordingRow;
  /** Who is in the call now. */
  participants: readonly Participant[];
  /** What each person allows now, by their id. */
  readonly consents: Map<string, Consent>;
  /** By track of the room. */
  readonly taps: Map<string, OpenTap>;
  /** Tracks that ended and have not come back, by person and source: a room that moved may have taken them. */
  readonly ended: Map<string, { readonly track: MediaTrackInfo; readonly at: number }>;
  /** People whose packets hardly arrive. */
  readonly weak: Set<string>;
  /** Presses of pause whose turn has not come: they count at once. */
  pauses: number;
  /** Answers whose turn has not come: what they take back counts at once. */
  readonly answers: Set<{ readonly personId: string; readonly consent: Consent }>;
  /** Tracks whose last file could not be written: they rest before their next, or are due for it. */
  readonly failing: Map<string, 'resting' | 'due'>;
}

/** What an answer about a track of this source is about. */
export const kindOf = (source: TrackSource): ConsentKind => KIND_OF[source];

const KIND_OF: Readonly<Record<TrackSource, ConsentKind>> = {
  microphone: 'voice',
  camera: 'picture',
  screen: 'screen',
  screen_audio: 'screen',
};

/** Whether a track may be written now: nothing is ever tapped for which this is false. */
export function mayRecord(
  live: LiveRecording,
  track: { readonly peerId: string; readonly source: TrackSource },
): boolean {
  if (live.row.ended_at !== null || live.row.paused_at !== null || live.pauses > 0) return false;
  const kind = kindOf(track.source);
  const isTakenBack = [...live.answers].some(
    ({ personId, consent }) => personId === track.peerId && !consent[kind],
  );
  return !isTakenBack && (live.consents.get(track.peerId)?.[kind] ?? false);
}

/** Whose network was weak when it was last told of.
 *  @param events of a recording, in order */
export function weakAmong(events: readonly Pick<RecordingEventRow, 'type' | 'data'>[]): Set<string> {
  const weak = new Set<string>();
  for (const { type, data } of events) {
    if (type !== 'network') continue;
    const { personId, score } = JSON.parse(data) as { personId: string; score: number };
    if (score < WEAK_NETWORK) weak.add(personId);
    else weak.delete(personId);
  }
  return weak;
}

/** What counts of all answers: the last one of each person, given since they came.
 *  @param joinings when somebody came into the call while it was recorded */
export function latestConsents(
  rows: readonly ConsentRow[],
  joinings: readonly Pick<RecordingEventRow, 'at' | 'data'>[],
): Map<string, Consent> {
  const cameAt = new Map(
    joinings.map(({ at, data }) => [(JSON.parse(data) as { personId: string }).personId, at]),
  );
  const counting = rows.filter(({ at, person_id }) => at >= (cameAt.get(person_id) ?? 0));
  return new Map(counting.map((row) => [row.person_id, consentOf(row)]));
}

/** The answer that a row keeps. */
export function consentOf(row: Pick<ConsentRow, ConsentKind>): Consent {
  return { voice: row.voice === 1, picture: row.picture === 1, screen: row.screen === 1 };
}

/** What both answers allow. */
export function narrowed(before: Consent, after: Consent): Consent {
  return {
    voice: before.voice && after.voice,
    picture: before.picture && after.picture,
    screen: before.screen && after.screen,
  };
}

/** What the sides of the call are shown as its state. */
export function statusOf(live: Pick<LiveRecording, 'row' | 'consents'>): RecordingView['status'] {
  if (live.row.ended_at !== null) return 'ended';
  if (live.row.paused_at !== null) return 'paused';
  const isAllowed = [...live.consents.values()].some(
    ({ voice, picture, screen }) => voice || picture || screen,
  );
  return isAllowed ? 'recording' : 'asking';
}
