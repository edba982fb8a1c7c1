import { WEAK_NETWORK } from '#protocol/measures';
import {
  kindOfSource,
  type Person,
  type RecordedSegment,
  type RecordedTrack,
  type RecordingFigures,
  type SharedRecording,
  type TimelineEvent,
} from '#protocol';
import type { CallEventsTable, CallRow } from '../db/schema.ts';
import type { SegmentRow } from '../db/schema-recordings.ts';
import { type LevelRun, longestStretch, silences, speechIn, type Stretch } from './speech.ts';
import { type People, trackIdOf } from './timeline.ts';

/** A segment that has begun, with its loudness. */
export interface LoadedSegment {
  readonly row: SegmentRow & { readonly started_at: number };
  readonly levels: Uint8Array;
  readonly url: string;
}

/** Nobody speaks for so long, ms: a silence on the timeline, a pause in the figures. */
const SILENCE_MS = 5000;
const PAUSE_MS = 2000;

/** Segments as the player wants them: by track, on the recording's clock.
 *  @param now wall clock: what is still written is as long as it has been written. */
export function tracksOf(
  segments: readonly LoadedSegment[],
  people: People,
  startedAt: number,
  now: number,
): RecordedTrack[] {
  const tracks = new Map<string, RecordedTrack & { segments: RecordedSegment[]; runs: LevelRun[] }>();
  for (const { row, levels, url } of segments) {
    const trackId = trackIdOf(row.person_id, row.source);
    const startMs = Math.max(0, row.started_at - startedAt);
    const live = row.closed_at === null;
    const durationMs = live ? Math.max(0, now - row.started_at) : row.duration_ms;
    const track = tracks.get(trackId) ?? {
      trackId,
      person: people.person(row.person_id),
      side: row.side,
      source: row.source,
      kind: kindOfSource(row.source),
      segments: [],
      speech: [],
      runs: [],
    };
    tracks.set(trackId, track);
    track.segments.push({
      segmentId: row.id,
      url,
      mimeType: row.mime_type,
      startMs,
      durationMs,
      live,
      levels: Buffer.from(levels).toString('base64'),
    });
    track.runs.push({ startMs, levels });
  }
  return [...tracks.values()].map(({ runs, ...track }) => ({
    ...track,
    segments: track.segments.toSorted((a, b) => a.startMs - b.startMs),
    speech: speechIn(runs).map(([from, until]) => [from, until]),
  }));
}

const voices = (tracks: readonly RecordedTrack[]) => tracks.filter(({ source }) => source === 'microphone');

/** When everybody whose voice was recorded was silent. */
export function silencesOf(tracks: readonly RecordedTrack[], longerThan = SILENCE_MS): Stretch[] {
  const spoken = voices(tracks).flatMap(({ speech }) => speech);
  const recorded = voices(tracks).flatMap(({ segments }) =>
    segments.map(({ startMs, durationMs }): Stretch => [startMs, startMs + durationMs]),
  );
  return silences(spoken, recorded, longerThan);
}

/** How long the network of at least one of them was weak, ms.
 *  @param durationMs of the recording: what did not get better lasted to its end. */
export function weakNetworkMs(events: readonly TimelineEvent[], durationMs: number): number {
  const weak = new Set<string>();
  let since = 0;
  let sum = 0;
  for (const event of events) {
    if (event.type !== 'network') continue;
    const before = weak.size;
    if (event.score < WEAK_NETWORK) weak.add(event.person.id);
    else weak.delete(event.person.id);
    if (before === 0 && weak.size > 0) since = event.at;
    if (before > 0 && weak.size === 0) sum += event.at - since;
  }
  return weak.size > 0 ? sum + Math.max(0, durationMs - since) : sum;
}

/** How long after the answer the seller's camera was on, whether it was recorded or not, ms; null when it never was. */
export function seenAfterMs(
  { answered_at: answeredAt }: Pick<CallRow, 'answered_at'>,
  events: readonly CallEventsTable[],
): number | null {
  const seen = events.find(({ type }) => type === 'seen');
  return seen && answeredAt !== null ? Math.max(0, seen.at - answeredAt) : null;
}

/** What can be counted in a call.
 *  @param productSeenAfterMs of `seenAfterMs` */
export function figuresOf(
  { tracks, events, summary }: SharedRecording,
  productSeenAfterMs: number | null,
): RecordingFigures {
  const spoken = voices(tracks).map(({ person, side, speech }) => ({
    person: person satisfies Person,
    side,
    ms: speech.reduce((sum, [from, until]) => sum + until - from, 0),
  }));
  const all = spoken.reduce((sum, { ms }) => sum + ms, 0);
  return {
    talk: spoken.map((one) => ({ ...one, share: all === 0 ? 0 : one.ms / all })),
    longestStretchMs: longestStretch(voices(tracks).map(({ speech }) => speech)),
    pauses: silencesOf(tracks, PAUSE_MS).length,
    productSeenAfterMs,
    weakNetworkMs: weakNetworkMs(events, summary.durationMs),
  };
}
