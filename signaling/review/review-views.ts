import type {
  EndReason,
  MessageView,
  Person,
  ProductView,
  RecordingComment,
  RecordingMarker,
  RecordingSummary,
  SharedRecording,
} from '#protocol';
import type { CallRow } from '../db/schema.ts';
import type { CommentRow, MarkerRow } from '../db/schema-recordings.ts';
import { captionsView } from './captions.ts';
import type { MediaAddresses, Reader } from './media-address.ts';
import { type Names, peopleOf } from './recorded-people.ts';
import { type LoadedSegment, silencesOf, tracksOf } from './recorded-tracks.ts';
import { expiryOf } from './review-rights.ts';
import type { FoundRecording } from './found-recordings.ts';
import type { RecordedRows, ReviewStore } from './review.store.ts';
import { timelineOf, trackIdOf } from './timeline.ts';

export interface ReviewViewsDeps extends Names {
  readonly store: ReviewStore;
  readonly addresses: MediaAddresses;
  readonly products: { view(productId: string): Promise<ProductView> };
  readonly chat: { between(conversationId: string, from: number, until: number): Promise<MessageView[]> };
  /** Loudness of a segment, one byte per 100 ms. */
  readonly levels: (recordingId: string, segmentId: string) => Promise<Uint8Array>;
  readonly now: () => number;
}

/** The message that says how a call went comes with its end: a little later counts. */
const LAST_WORD_MS = 5000;

/** Shows recordings to those who may see them. */
export type ReviewViews = ReturnType<typeof createReviewViews>;

export function createReviewViews(deps: ReviewViewsDeps) {
  const { store, addresses, now } = deps;

  async function both(call: CallRow): Promise<{ buyer: Person; agent: Person | null }> {
    const buyer = await deps.visitors.person(call.visitor_id);
    return { buyer, agent: call.agent_id === null ? null : await deps.members.person(call.agent_id) };
  }

  async function marker(row: MarkerRow, reader: Reader): Promise<RecordingMarker> {
    const { id, at, kind, label, member_id: memberId } = row;
    const mine = 'member' in reader && reader.member === memberId;
    return { id, at, kind, label, author: await deps.members.person(memberId), mine };
  }

  async function summary(
    { row, call, retentionDays, rating }: FoundRecording,
    reader: Reader,
    of: { readonly markers: readonly MarkerRow[]; readonly comments: number },
  ): Promise<RecordingSummary> {
    const target = { recordingId: row.id, name: 'poster' };
    return {
      id: row.id,
      callId: call.id,
      ...(await both(call)),
      product: call.product_id === null ? null : await deps.products.view(call.product_id),
      kind: call.kind,
      startedAt: row.started_at,
      durationMs: Math.max(0, (row.ended_at ?? now()) - row.started_at),
      status: row.ended_at === null ? 'recording' : 'ended',
      outcome: call.status === 'ended' ? (call.reason as EndReason) : null,
      poster: row.has_poster === 1 ? addresses.address(reader, target, now()) : null,
      waveform: row.waveform,
      markers: await Promise.all(
        of.markers.toSorted((a, b) => a.at - b.at).map((one) => marker(one, reader)),
      ),
      comments: of.comments,
      // Behind a link nobody learns what the shop does with it.
      legalHold: row.legal_hold === 1 && 'member' in reader,
      example: row.example === 1,
      rating: rating && 'member' in reader ? { stars: rating.stars, words: rating.words } : null,
      expiresAt: expiryOf(row, retentionDays),
    };
  }

  async function loaded(recordingId: string, rows: RecordedRows, reader: Reader): Promise<LoadedSegment[]> {
    const begun = rows.segments.flatMap((row) =>
      row.started_at === null ? [] : [{ ...row, started_at: row.started_at }],
    );
    return Promise.all(
      begun.map(async (row) => ({
        row,
        levels: await deps.levels(recordingId, row.id),
        url: addresses.address(reader, { recordingId, name: row.id }, now()),
      })),
    );
  }

  return {
    marker,

    async comment(row: CommentRow, readerId: string): Promise<RecordingComment> {
      const mentions = JSON.parse(row.mentions) as string[];
      return {
        id: row.id,
        at: row.at,
        author: await deps.members.person(row.member_id),
        text: row.text,
        mentions: await Promise.all(mentions.map((id) => deps.members.person(id))),
        replyTo: row.reply_to,
        createdAt: row.created_at,
        mine: row.member_id === readerId,
      };
    },

    /** Lines of the list. */
    async summaries(recordings: readonly FoundRecording[], reader: Reader): Promise<RecordingSummary[]> {
      const { markers, comments } = await store.list.remarksOf(recordings.map(({ row }) => row.id));
      return Promise.all(
        recordings.map((recording) => {
          const own = markers.filter(({ recording_id }) => recording_id === recording.row.id);
          const of = { markers: own, comments: comments.get(recording.row.id) ?? 0 };
          return summary(recording, reader, of);
        }),
      );
    },

    /** What the player plays, and everything beside it but the team's comments; behind a link nothing of its work. */
    async recorded(recording: FoundRecording, all: RecordedRows, reader: Reader): Promise<SharedRecording> {
      const rows = 'member' in reader ? all : { ...all, markers: [], comments: [] };
      const { row, call } = recording;
      const people = await peopleOf(deps, call, rows);
      const tracks = tracksOf(await loaded(row.id, rows, reader), people, row.started_at, now());
      const segmentStarts = new Map(
        tracks.map(({ person, source, segments }) => [
          trackIdOf(person.id, source),
          segments.map(({ startMs }) => startMs),
        ]),
      );
      const said = await deps.chat.between(
        call.conversation_id,
        row.started_at,
        (row.ended_at ?? now()) + LAST_WORD_MS,
      );
      // What the buyer thought of the call is for the shop, and stands with the recording.
      const messages = said.filter(({ body }) => body.kind !== 'rating');
      const events = timelineOf({
        ...rows,
        row,
        people,
        segmentStarts,
        messages,
        silences: silencesOf(tracks),
        markers: await Promise.all(rows.markers.map((one) => marker(one, reader))),
      });
      const of = { markers: rows.markers, comments: rows.comments.length };
      const captions = rows.captions.map((one) => captionsView(one, people.person));
      return { summary: await summary(recording, reader, of), tracks, events, captions };
    },
  };
}
