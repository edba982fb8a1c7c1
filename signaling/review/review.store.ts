import { type Kysely, sql, type Transaction, type Updateable } from 'kysely';
import { deleteRecording } from '../db/delete-recording.ts';
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
import { DAY_MS } from './review-rights.ts';
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

    /** Everything of a recording that is over and not held; false when it is neither.
     *  @param note that it is gone, within the same transaction */
    remove: (id: string, note: (tx: Transaction<Database>) => Promise<void>): Promise<boolean> =>
      db.transaction().execute(async (tx) => {
        if (!(await deleteRecording(tx, id))) return false;
        await note(tx);
        return true;
      }),

    /** Of those whose shop's time for them is over, held by nobody, the next ones in the order of their ids.
     *  @param after none up to this id */
    expired: (now: number, after: string, most: number): Promise<{ id: string; shop_id: string }[]> =>
      db
        .selectFrom('recordings as r')
        .innerJoin('shops as s', 's.id', 'r.shop_id')
        .select(['r.id', 'r.shop_id'])
        .where('r.legal_hold', '=', 0)
        .where('s.retention_days', '>', 0)
        .where(sql<number>`r.ended_at + s.retention_days * ${DAY_MS}`, '<=', now)
        .where('r.id', '>', after)
        .orderBy('r.id')
        .limit(most)
        .execute(),

    /** The recordings of a call. */
    async idsOf(callId: string): Promise<string[]> {
      const rows = await db.selectFrom('recordings').select('id').where('call_id', '=', callId).execute();
      return rows.map(({ id }) => id);
    },

    /** Those of these ids that are recordings. */
    async existing(ids: readonly string[]): Promise<Set<string>> {
      const rows = await db.selectFrom('recordings').select('id').where('id', 'in', ids).execute();
      return new Set(rows.map(({ id }) => id));
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
