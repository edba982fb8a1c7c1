import type { RecordingComment, RecordingMarker, TimelineEvent } from '#protocol';

/** What the column is made of; behind a link there are no comments. */
export interface TalkSources {
  readonly events: readonly TimelineEvent[];
  readonly comments?: readonly RecordingComment[];
}

/** One row of the column beside the picture, at its time. */
export type TalkRow =
  | { readonly key: string; readonly at: number; readonly kind: 'event'; readonly event: TalkEvent }
  | { readonly key: string; readonly at: number; readonly kind: 'marker'; readonly marker: RecordingMarker }
  | {
      readonly key: string;
      readonly at: number;
      readonly kind: 'chapter';
      readonly marker: RecordingMarker;
      /** Null while it goes on. */
      readonly until: number | null;
    }
  | {
      readonly key: string;
      readonly at: number;
      readonly kind: 'comment';
      readonly comment: RecordingComment;
      readonly replies: readonly RecordingComment[];
    };

/** What is told in the column; silences and mutes are seen in the waveform. */
export type TalkEvent = Exclude<TimelineEvent, { type: 'marker' | 'chapter' | 'silence' | 'muted' }>;

/** What a reader wants to see of it. */
export type TalkFilter = 'all' | 'chat' | 'comments' | 'markers';

const CALL_NEWS = new Set(['upgraded', 'left', 'returned', 'ended']);

const UNTOLD: ReadonlySet<TimelineEvent['type']> = new Set(['marker', 'chapter', 'silence', 'muted']);

function isTold(event: TimelineEvent): event is TalkEvent {
  if (event.type === 'call') return CALL_NEWS.has(event.what);
  // That a call ended is told by the call itself.
  if (event.type === 'message')
    return event.message.body.kind !== 'call' && event.message.body.kind !== 'rating';
  return !UNTOLD.has(event.type);
}

/** Chat, comments, markers and what happened, in the order of time. */
export function talkRows({ events, comments = [] }: TalkSources): TalkRow[] {
  const rows: TalkRow[] = [];
  for (const [index, event] of events.entries()) {
    const { at } = event;
    if (event.type === 'marker') {
      rows.push({ key: event.marker.id, at, kind: 'marker', marker: event.marker });
    } else if (event.type === 'chapter') {
      const { marker, until } = event;
      rows.push({ key: marker.id, at, kind: 'chapter', marker, until });
    } else if (isTold(event)) {
      const key = event.type === 'message' ? event.message.id : `${event.type}-${index}`;
      rows.push({ key, at, kind: 'event', event });
    }
  }
  for (const comment of comments) {
    if (comment.replyTo !== null) continue;
    const replies = comments.filter(({ replyTo }) => replyTo === comment.id);
    rows.push({ key: comment.id, at: comment.at, kind: 'comment', comment, replies });
  }
  return rows.toSorted((one, other) => one.at - other.at || firstOf(other) - firstOf(one));
}

/** A heading stands before what happened at its moment. */
const firstOf = ({ kind }: TalkRow): number => Number(kind === 'chapter');

/** The rows of one sort. */
export function filtered(rows: readonly TalkRow[], filter: TalkFilter): TalkRow[] {
  switch (filter) {
    case 'all':
      return [...rows];
    case 'chat':
      return rows.filter((row) => row.kind === 'event' && row.event.type === 'message');
    case 'comments':
      return rows.filter((row) => row.kind === 'comment');
    case 'markers':
      return rows.filter((row) => row.kind === 'marker' || row.kind === 'chapter');
  }
}

/** The row that the playing has come to, -1 before the first: the last one whose time is not after `at`. */
export function rowAt(rows: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The members whom a text names by `@name`; of two names that begin alike the longer one counts. */
export function mentionedIn(
  text: string,
  members: readonly { readonly id: string; readonly name: string }[],
): string[] {
  let rest = text;
  const found: string[] = [];
  for (const { id, name } of members.toSorted((one, other) => other.name.length - one.name.length)) {
    if (!rest.includes(`@${name}`)) continue;
    rest = rest.replaceAll(`@${name}`, ' ');
    found.push(id);
  }
  return found;
}
