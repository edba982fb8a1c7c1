import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a shop says about its recordings: why it records, and who may do what with them. */
export const recordingPolicy: Migration = {
  async up(db: Kysely<unknown>) {
    for (const name of ['record_reason', 'recording_rights']) {
      await db.schema
        .alterTable('shops')
        .addColumn(name, 'text', (c) => c.notNull().defaultTo(''))
        .execute();
    }
    await db.schema
      .createTable('recording_rights')
      .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
      .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('supervisor', 'agent')`))
      .addColumn('see', 'text', (c) => c.notNull().check(sql`see in ('all', 'own', 'none')`))
      .addColumn('may_share', 'integer', (c) => c.notNull())
      .addColumn('may_export', 'integer', (c) => c.notNull())
      .addColumn('may_delete', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('recording_rights_key', ['recording_id', 'role'])
      .execute();
  },
};
