import type { Kysely } from 'kysely';
import type { Database, VisitorRow } from '../db/schema.ts';

/** SQL of visitors. */
export function createVisitorsStore(db: Kysely<Database>) {
  return {
    async add(visitor: VisitorRow): Promise<void> {
      await db.insertInto('visitors').values(visitor).execute();
    },

    byId: (id: string): Promise<VisitorRow | undefined> =>
      db.selectFrom('visitors').selectAll().where('id', '=', id).executeTakeFirst(),

    async seen(id: string, language: 'en' | 'zh', now: number): Promise<void> {
      await db.updateTable('visitors').set({ language, last_seen_at: now }).where('id', '=', id).execute();
    },
  };
}
