import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Recordings with who allowed what, their files, and the work of review on them; the audit log. */
export const recordings: Migration = {
  async up(db: Kysely<unknown>) {
    await addToShops(db);

    await db.schema
      .createTable('recordings')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('shop_id', 'text', (c) => c.notNull().references('shops.id'))
      .addColumn('call_id', 'text', (c) => c.notNull().references('calls.id'))
      .addColumn('revision', 'integer', (c) => c.notNull())
      .addColumn('started_at', 'integer', (c) => c.notNull())
      .addColumn('started_by', 'text', (c) => c.notNull().references('members.id'))
      .addColumn('paused_at', 'integer')
      .addColumn('ended_at', 'integer')
      .addColumn('trouble', 'text', (c) => c.check(sql`trouble in ('disk_full', 'interrupted')`))
      .addColumn('legal_hold', 'integer', (c) => c.notNull())
      .addColumn('waveform', 'text', (c) => c.notNull())
      .addColumn('has_poster', 'integer', (c) => c.notNull())
      .addColumn('words', 'text', (c) => c.notNull())
      .execute();
    // The last word in a race: a call is recorded once at a time.
    await db.schema
      .createIndex('recordings_open')
      .unique()
      .on('recordings')
      .column('call_id')
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await db.schema.createIndex('recordings_list').on('recordings').columns(['shop_id', 'id']).execute();

    await ofRecording(db, 'recording_consents')
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('side', 'text', (c) => c.notNull().check(sql`side in ('buyer', 'agent')`))
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('voice', 'integer', (c) => c.notNull())
      .addColumn('picture', 'integer', (c) => c.notNull())
      .addColumn('screen', 'integer', (c) => c.notNull())
      .addColumn('language', 'text', (c) => c.notNull())
      .addColumn('wording', 'text', (c) => c.notNull())
      .execute();

    await ofRecording(db, 'recording_segments')
      .addColumn('side', 'text', (c) => c.notNull().check(sql`side in ('buyer', 'agent')`))
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('mime_type', 'text', (c) => c.notNull())
      .addColumn('opened_at', 'integer', (c) => c.notNull())
      .addColumn('started_at', 'integer')
      .addColumn('closed_at', 'integer')
      .addColumn('duration_ms', 'integer', (c) => c.notNull())
      .addColumn('file', 'text')
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('lost_frames', 'integer', (c) => c.notNull())
      .execute();

    await ofRecording(db, 'recording_events')
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('data', 'text', (c) => c.notNull())
      .execute();

    await ofRecording(db, 'recording_markers')
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('label', 'text', (c) => c.notNull())
      .addColumn('member_id', 'text', (c) => c.notNull().references('members.id'))
      .execute();

    await ofRecording(db, 'recording_comments')
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('member_id', 'text', (c) => c.notNull().references('members.id'))
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('mentions', 'text', (c) => c.notNull())
      .addColumn('reply_to', 'text')
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .execute();

    await ofRecording(db, 'recording_shares')
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('expires_at', 'integer', (c) => c.notNull())
      .addColumn('revoked_at', 'integer')
      .execute();

    await ofRecording(db, 'recording_exports')
      .addColumn('layout', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .execute();

    for (const table of PARTS) {
      await db.schema.createIndex(`${table}_recording`).on(table).columns(['recording_id', 'id']).execute();
    }

    // No reference to the recording: its lines outlive it.
    await db.schema
      .createTable('audit_log')
      .addColumn('shop_id', 'text', (c) => c.notNull().references('shops.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('member_id', 'text')
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('recording_id', 'text', (c) => c.notNull())
      .addColumn('detail', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('audit_log_key', ['shop_id', 'seq'])
      .execute();
  },
};

const PARTS = [
  'recording_consents',
  'recording_segments',
  'recording_events',
  'recording_markers',
  'recording_comments',
  'recording_shares',
  'recording_exports',
];

async function addToShops(db: Kysely<unknown>): Promise<void> {
  const number = (name: string, value: number) =>
    db.schema
      .alterTable('shops')
      .addColumn(name, 'integer', (c) => c.notNull().defaultTo(value))
      .execute();
  await number('record_automatically', 0);
  await number('retention_days', 90);
  await number('audit_seq', 0);
}

function ofRecording(db: Kysely<unknown>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'));
}
