import type { Language, MessageView, Person, RecordingMarker, TimelineEvent } from '#protocol';
import type { CallEventsTable } from '../db/schema.ts';
import type { ConsentRow, RecordingEventRow, RecordingRow } from '../db/schema-recordings.ts';
import type { Stretch } from './speech.ts';

type Side = 'buyer' | 'agent';

/** Who took part, by id. */
export interface People {
  readonly all: readonly Person[];
  readonly person: (id: string) => Person;
  readonly side: (id: string) => Side;
}

/** What the timeline is made of. */
export interface TimelineSources {
  readonly row: Pick<RecordingRow, 'started_at' | 'ended_at'>;
  readonly people: People;
  readonly consents: readonly ConsentRow[];
  readonly events: readonly RecordingEventRow[];
  readonly callEvents: readonly CallEventsTable[];
  /** When each track began to be written again, by `person:source`, ms on the recording's clock. */
  readonly segmentStarts: ReadonlyMap<string, readonly number[]>;
  readonly messages: readonly MessageView[];
  readonly silences: readonly Stretch[];
  readonly markers: readonly RecordingMarker[];
}

/** Steps of a call that mean something to somebody who watches it. */
const CALL_STEPS = new Set(['answered', 'connected', 'upgraded', 'left', 'returned', 'adopted', 'ended']);

/** Everything that happened while it was recorded, on the recording's clock and in order. */
export function timelineOf(sources: TimelineSources): TimelineEvent[] {
  const { row, people } = sources;
  const clock = (wall: number) => Math.max(0, Math.round(wall - row.started_at));
  const events: TimelineEvent[] = [
    ...sources.callEvents.filter(({ type }) => CALL_STEPS.has(type)).map((event) => callStep(event, clock)),
    ...holds(sources.callEvents, clock),
    ...sources.consents.map((consent) => answer(consent, people, clock)),
    ...sources.events.flatMap((event) => happening(event, sources, clock)),
    ...sources.messages.map((message) => ({
      type: 'message' as const,
      at: clock(message.sentAt),
      message,
    })),
    ...sources.silences.map(([at, until]) => ({ type: 'silence' as const, at, until })),
    ...marked(sources.markers, row.ended_at === null ? null : clock(row.ended_at)),
  ];
  return events.toSorted((a, b) => a.at - b.at);
}

/** Markers; one that begins a chapter lasts until the next that does. */
function marked(markers: readonly RecordingMarker[], end: number | null): TimelineEvent[] {
  const chapters = markers.filter(({ kind }) => kind === 'chapter').toSorted((a, b) => a.at - b.at);
  return [
    ...markers
      .filter(({ kind }) => kind === 'moment')
      .map((marker) => ({ type: 'marker' as const, at: marker.at, marker })),
    ...chapters.map((marker, index) => {
      const until = chapters[index + 1]?.at ?? end;
      return {
        type: 'chapter' as const,
        at: marker.at,
        until: until === null ? null : Math.max(marker.at, until),
        marker,
      };
    }),
  ];
}

/** The name of a track over all its segments. */
export function trackIdOf(personId: string, source: string): string {
  return `${personId}:${source}`;
}

function callStep({ at, type, data }: CallEventsTable, clock: (wall: number) => number): TimelineEvent {
  return { type: 'call', at: clock(at), what: type, side: sideIn(data) };
}

/** A hold lasts until the call is taken up again, or is over. */
function holds(events: readonly CallEventsTable[], clock: (wall: number) => number): TimelineEvent[] {
  return events.flatMap(({ at, type, data }, index) => {
    if (type !== 'held') return [];
    const over = events.slice(index + 1).find((later) => later.type === 'taken_up' || later.type === 'ended');
    return [
      { type: 'hold' as const, at: clock(at), until: over ? clock(over.at) : null, side: sideIn(data) },
    ];
  });
}

function sideIn(data: string): Side | null {
  const { side = null } = JSON.parse(data) as { side?: Side };
  return side;
}

function answer(row: ConsentRow, people: People, clock: (wall: number) => number): TimelineEvent {
  return {
    type: 'consent',
    at: clock(row.at),
    person: people.person(row.person_id),
    side: row.side,
    consent: { voice: row.voice === 1, picture: row.picture === 1, screen: row.screen === 1 },
    language: row.language satisfies Language,
    wording: row.wording,
  };
}

interface EventData {
  readonly personId: string;
  readonly source: string;
  readonly reason: Extract<TimelineEvent, { type: 'gap' }>['reason'];
  readonly muted: boolean;
  readonly score: number;
}

function happening(
  row: RecordingEventRow,
  { events, people, segmentStarts }: TimelineSources,
  clock: (wall: number) => number,
): TimelineEvent[] {
  const at = clock(row.at);
  const data = JSON.parse(row.data) as EventData;
  switch (row.type) {
    case 'paused': {
      const resumed = events.find(({ type, at: later }) => type === 'resumed' && later >= row.at);
      return [{ type: 'paused', at, until: resumed ? clock(resumed.at) : null }];
    }
    case 'gap': {
      const trackId = trackIdOf(data.personId, data.source);
      const until = segmentStarts.get(trackId)?.find((start) => start >= at) ?? null;
      return [{ type: 'gap', at, until, trackId, reason: data.reason }];
    }
    case 'muted':
      return [{ type: 'muted', at, trackId: trackIdOf(data.personId, data.source), muted: data.muted }];
    case 'network': {
      const { personId, score } = data;
      return [{ type: 'network', at, person: people.person(personId), side: people.side(personId), score }];
    }
    default:
      return [];
  }
}
