import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a team learns from its recordings: figures, scores by the owner's sheets, clips, collections of good
 *  examples; and what buyers thought of their calls. */
export const learning: Migration = {
  async up(db: Kysely<unknown>) {
    await addSheets(db);
    await addFigures(db);
    await addCollections(db);

    await ofRecording(db, 'recording_clips')
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('from_ms', 'integer', (c) => c.notNull())
      .addColumn('until_ms', 'integer', (c) => c.notNull())
      .addColumn('lead_ms', 'integer', (c) => c.notNull())
      .addColumn('parts', 'text', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .execute();
    await db.schema.alterTable('recording_shares').addColumn('clip_id', 'text').execute();

    await db.schema
      .createTable('call_ratings')
      .addColumn('call_id', 'text', (c) => c.primaryKey().references('calls.id'))
      .addColumn('stars', 'integer', (c) => c.notNull().check(sql`stars between 1 and 5`))
      .addColumn('words', 'text', (c) => c.notNull())
      .addColumn('rated_at', 'integer', (c) => c.notNull())
      .execute();

    for (const table of PARTS) {
      await db.schema.createIndex(`${table}_recording`).on(table).columns(['recording_id', 'id']).execute();
    }
  },
};

const PARTS = ['recording_scores', 'recording_clips', 'collection_entries'];

async function addSheets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('score_sheets')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('shop_id', 'text', (c) => c.notNull().references('shops.id'))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('archived_at', 'integer')
    .execute();
  await db.schema.createIndex('score_sheets_shop').on('score_sheets').columns(['shop_id', 'id']).execute();
  await db.schema
    .createTable('score_sheet_versions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('sheet_id', 'text', (c) => c.notNull().references('score_sheets.id'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('criteria', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addUniqueConstraint('score_sheet_versions_once', ['sheet_id', 'version'])
    .execute();
  await ofRecording(db, 'recording_scores')
    .addColumn('sheet_id', 'text', (c) => c.notNull().references('score_sheets.id'))
    .addColumn('version_id', 'text', (c) => c.notNull().references('score_sheet_versions.id'))
    .addColumn('member_id', 'text', (c) => c.notNull().references('members.id'))
    .addColumn('marks', 'text', (c) => c.notNull())
    .addColumn('total', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    // One person has one opinion of a call, by each sheet.
    .addUniqueConstraint('recording_scores_once', ['recording_id', 'sheet_id', 'member_id'])
    .execute();
}

async function addFigures(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('recording_figures')
    .addColumn('recording_id', 'text', (c) => c.primaryKey().references('recordings.id'))
    .addColumn('talk_share', 'integer')
    .addColumn('longest_ms', 'integer', (c) => c.notNull())
    .addColumn('pauses', 'integer', (c) => c.notNull())
    .addColumn('product_seen_ms', 'integer')
    .addColumn('weak_ms', 'integer', (c) => c.notNull())
    .execute();
}

async function addCollections(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('collections')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('shop_id', 'text', (c) => c.notNull().references('shops.id'))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('collections_shop').on('collections').columns(['shop_id', 'id']).execute();
  await ofRecording(db, 'collection_entries')
    .addColumn('collection_id', 'text', (c) => c.notNull().references('collections.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('from_ms', 'integer')
    .addColumn('until_ms', 'integer')
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('added_by', 'text', (c) => c.notNull().references('members.id'))
    .addColumn('added_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('collection_entries_order')
    .on('collection_entries')
    .columns(['collection_id', 'position'])
    .execute();
}

function ofRecording(db: Kysely<unknown>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'));
}
