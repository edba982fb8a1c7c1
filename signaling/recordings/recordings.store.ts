import type { Bilingual } from '#protocol';
import type { Insertable, Kysely, Updateable } from 'kysely';
import { deleteRecording } from '../db/delete-recording.ts';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { ConsentRow, RecordingEventRow, RecordingRow, SegmentRow } from '../db/schema-recordings.ts';

/** Something on the timeline of a recording. */
export interface RecordingEvent {
  readonly at: number;
  readonly type: 'paused' | 'resumed' | 'gap' | 'muted' | 'network' | 'joined';
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Rows of recordings while they are made. */
export type RecordingsStore = ReturnType<typeof createRecordingsStore>;

export function createRecordingsStore(db: Kysely<Database>) {
  const recordings = () => db.selectFrom('recordings').selectAll();

  return {
    /** The recording of this call that goes on. */
    openOf: (callId: string): Promise<RecordingRow | undefined> =>
      recordings().where('call_id', '=', callId).where('ended_at', 'is', null).executeTakeFirst(),

    get: (id: string): Promise<RecordingRow | undefined> =>
      recordings().where('id', '=', id).executeTakeFirst(),

    open: (): Promise<RecordingRow[]> => recordings().where('ended_at', 'is', null).execute(),

    /** Whether this call is or was recorded. */
    async everOf(callId: string): Promise<boolean> {
      return (await recordings().where('call_id', '=', callId).executeTakeFirst()) !== undefined;
    },

    /** Adds a recording; `undefined` when its call has one that goes on. */
    create: (row: Insertable<Database['recordings']>): Promise<RecordingRow | undefined> =>
      db
        .insertInto('recordings')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst(),

    /** Changes a recording that goes on. */
    async change(id: string, columns: Updateable<Database['recordings']>): Promise<void> {
      await db
        .updateTable('recordings')
        .set(columns)
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute();
    },

    /** Everything of a recording that is over and not held; false when it is neither. */
    remove: (id: string): Promise<boolean> => db.transaction().execute((tx) => deleteRecording(tx, id)),

    /** All answers in the order they were given. */
    consents: (recordingId: string): Promise<ConsentRow[]> =>
      db
        .selectFrom('recording_consents')
        .selectAll()
        .where('recording_id', '=', recordingId)
        .orderBy('id')
        .execute(),

    /** When somebody came into the call while it was recorded, in order. */
    joinings: (recordingId: string): Promise<RecordingEventRow[]> =>
      db
        .selectFrom('recording_events')
        .selectAll()
        .where('recording_id', '=', recordingId)
        .where('type', '=', 'joined')
        .orderBy('id')
        .execute(),

    async addConsent(row: Omit<ConsentRow, 'id'>): Promise<void> {
      await db
        .insertInto('recording_consents')
        .values({ id: newId(), ...row })
        .execute();
    },

    async addSegment(row: Insertable<Database['recording_segments']>): Promise<void> {
      await db.insertInto('recording_segments').values(row).execute();
    },

    async changeSegment(id: string, columns: Updateable<Database['recording_segments']>): Promise<void> {
      await db.updateTable('recording_segments').set(columns).where('id', '=', id).execute();
    },

    async removeSegment(id: string): Promise<void> {
      await db.deleteFrom('recording_segments').where('id', '=', id).execute();
    },

    segments: (recordingId: string): Promise<SegmentRow[]> =>
      db
        .selectFrom('recording_segments')
        .selectAll()
        .where('recording_id', '=', recordingId)
        .orderBy('id')
        .execute(),

    segment: (id: string): Promise<SegmentRow | undefined> =>
      db.selectFrom('recording_segments').selectAll().where('id', '=', id).executeTakeFirst(),

    /** Those whose files have not been noted. */
    unfiled: (): Promise<SegmentRow[]> =>
      db.selectFrom('recording_segments').selectAll().where('closed_at', 'is', null).orderBy('id').execute(),

    events: (recordingId: string): Promise<RecordingEventRow[]> =>
      db
        .selectFrom('recording_events')
        .selectAll()
        .where('recording_id', '=', recordingId)
        .orderBy('id')
        .execute(),

    async addEvent(recordingId: string, { at, type, data }: RecordingEvent): Promise<void> {
      await db
        .insertInto('recording_events')
        .values({ id: newId(), recording_id: recordingId, at, type, data: JSON.stringify(data ?? {}) })
        .execute();
    },

    async addMarker(row: Omit<Insertable<Database['recording_markers']>, 'id'>): Promise<void> {
      await db
        .insertInto('recording_markers')
        .values({ id: newId(), ...row })
        .execute();
    },

    /** Whether the shop wants every answered call recorded. */
    async isAutomatic(shopId: string): Promise<boolean> {
      const shop = await db
        .selectFrom('shops')
        .select('record_automatically')
        .where('id', '=', shopId)
        .executeTakeFirst();
      return shop?.record_automatically === 1;
    },

    /** Why the shop records, in its own words. */
    async reason(shopId: string): Promise<Bilingual | null> {
      const shop = await db
        .selectFrom('shops')
        .select('record_reason')
        .where('id', '=', shopId)
        .executeTakeFirst();
      return shop?.record_reason ? (JSON.parse(shop.record_reason) as Bilingual) : null;
    },

    call: (callId: string) =>
      db.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirstOrThrow(),
  };
}
