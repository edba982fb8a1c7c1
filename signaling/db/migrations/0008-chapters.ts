import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Markers that begin a chapter. */
export const chapters: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('recording_markers')
      .addColumn('kind', 'text', (c) =>
        c
          .notNull()
          .defaultTo('moment')
          .check(sql`kind in ('moment', 'chapter')`),
      )
      .execute();
  },
};
