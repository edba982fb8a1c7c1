import type { Kysely, Updateable } from 'kysely';
import type { CallEventsTable, Database } from '../db/schema.ts';
import type { FiguresRow } from '../db/schema-learning.ts';
import type { CaptionsRow, SpeechRow } from '../db/schema-captions.ts';
import type {
  CommentRow,
  ConsentRow,
  MarkerRow,
  RecordingEventRow,
  RecordingRow,
  SegmentRow,
} from '../db/schema-recordings.ts';
import { type FoundRecording, foundRecordings } from './found-recordings.ts';
import { createRecordingsList } from './recordings-list.ts';
import { createRightsStore } from './rights.store.ts';

/** Everything that was noted while it was recorded. */
export interface RecordedRows {
  readonly segments: SegmentRow[];
  readonly consents: ConsentRow[];
  readonly events: RecordingEventRow[];
  readonly callEvents: CallEventsTable[];
  readonly markers: MarkerRow[];
  readonly comments: CommentRow[];
  readonly captions: CaptionsRow[];
  readonly speech: SpeechRow | undefined;
}

const PARTS = [
  'recording_consents',
  'recording_segments',
  'recording_events',
  'recording_markers',
  'recording_comments',
  'recording_shares',
  'recording_exports',
  'recording_scores',
  'recording_figures',
  'recording_clips',
  'collection_entries',
  'recording_rights',
  'recording_captions',
  'recording_speech',
] as const;

/** Rows of recordings as review reads them. */
export type ReviewStore = ReturnType<typeof createReviewStore>;

export function createReviewStore(db: Kysely<Database>) {
  return {
    /** Who may do what with them. */
    rights: createRightsStore(db),

    /** Those that are shown together. */
    list: createRecordingsList(db),

    async get(id: string): Promise<FoundRecording | undefined> {
      const [recording] = await foundRecordings(
        db,
        await db.selectFrom('recordings').selectAll().where('id', '=', id).execute(),
      );
      return recording;
    },

    async recorded({ id, call_id }: Pick<RecordingRow, 'id' | 'call_id'>): Promise<RecordedRows> {
      const [segments, consents, events, markers, comments, callEvents, captions, speech] = await Promise.all(
        [
          db
            .selectFrom('recording_segments')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_consents')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_events')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_markers')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_comments')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db.selectFrom('call_events').selectAll().where('call_id', '=', call_id).orderBy('id').execute(),
          db
            .selectFrom('recording_captions')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('language')
            .execute(),
          db.selectFrom('recording_speech').selectAll().where('recording_id', '=', id).executeTakeFirst(),
        ],
      );
      return { segments, consents, events, markers, comments, callEvents, captions, speech };
    },

    async change(id: string, columns: Updateable<Database['recordings']>): Promise<void> {
      await db.updateTable('recordings').set(columns).where('id', '=', id).execute();
    },

    /** What was counted in it, over what was there. */
    async setFigures(row: FiguresRow): Promise<void> {
      await db
        .insertInto('recording_figures')
        .values(row)
        .onConflict((conflict) => conflict.column('recording_id').doUpdateSet(row))
        .execute();
    },

    /** Those that are over and not counted yet. */
    async withoutFigures(): Promise<string[]> {
      const rows = await db
        .selectFrom('recordings as r')
        .leftJoin('recording_figures as f', 'f.recording_id', 'r.id')
        .select('r.id')
        .where('r.ended_at', 'is not', null)
        .where('f.recording_id', 'is', null)
        .execute();
      return rows.map(({ id }) => id);
    },

    /** Everything of a recording that is over and not held; false when it is neither. */
    remove: (id: string): Promise<boolean> =>
      db.transaction().execute(async (tx) => {
        // Asked within the transaction: a hold that was just set wins.
        const free = await tx
          .selectFrom('recordings')
          .select('id')
          .where('id', '=', id)
          .where('legal_hold', '=', 0)
          .where('ended_at', 'is not', null)
          .executeTakeFirst();
        if (!free) return false;
        for (const table of PARTS) await tx.deleteFrom(table).where('recording_id', '=', id).execute();
        await tx.deleteFrom('recordings').where('id', '=', id).execute();
        return true;
      }),

    /** Those that are over and held by nobody, for retention to look at. */
    async ended(): Promise<FoundRecording[]> {
      return foundRecordings(
        db,
        await db
          .selectFrom('recordings')
          .selectAll()
          .where('ended_at', 'is not', null)
          .where('legal_hold', '=', 0)
          .execute(),
      );
    },

    /** The recordings of a call. */
    async idsOf(callId: string): Promise<string[]> {
      const rows = await db.selectFrom('recordings').select('id').where('call_id', '=', callId).execute();
      return rows.map(({ id }) => id);
    },

    async exists(id: string): Promise<boolean> {
      const row = await db.selectFrom('recordings').select('id').where('id', '=', id).executeTakeFirst();
      return row !== undefined;
    },

    members: (shopId: string): Promise<{ id: string; name: string }[]> =>
      db
        .selectFrom('members')
        .select(['id', 'name'])
        .where('shop_id', '=', shopId)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
  };
}
