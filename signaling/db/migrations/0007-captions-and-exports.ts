import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was said as words, from files or from a speech service; words in exports; recordings that are examples. */
export const captionsAndExports: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('recording_captions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
      .addColumn('language', 'text', (c) => c.notNull())
      .addColumn('origin', 'text', (c) => c.notNull().check(sql`origin in ('file', 'speech')`))
      .addColumn('cues', 'text', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('recording_captions_recording')
      .on('recording_captions')
      .columns(['recording_id', 'id'])
      .execute();
    // One at a time for a recording.
    await db.schema
      .createTable('recording_speech')
      .addColumn('recording_id', 'text', (c) => c.primaryKey().references('recordings.id'))
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('language', 'text', (c) => c.notNull())
      .addColumn('done', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('try_at', 'integer', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull().references('members.id'))
      .execute();
    await db.schema
      .alterTable('recordings')
      .addColumn('example', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    for (const [name, usual] of [
      ['chat', 'none'],
      ['language', 'en'],
      ['captions', ''],
    ] as const) {
      await db.schema
        .alterTable('recording_exports')
        .addColumn(name, 'text', (c) => c.notNull().defaultTo(usual))
        .execute();
    }
  },
};
