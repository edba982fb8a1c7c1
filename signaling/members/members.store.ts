import type { Kysely } from 'kysely';
import type { Database, MemberRow, SessionsTable } from '../db/schema.ts';

/** SQL of members and their sign-ins. */
export function createMembersStore(db: Kysely<Database>) {
  return {
    byId: (id: string): Promise<MemberRow | undefined> =>
      db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirst(),

    byLogin: (shopSlug: string, login: string): Promise<MemberRow | undefined> =>
      db
        .selectFrom('members')
        .innerJoin('shops', 'shops.id', 'members.shop_id')
        .selectAll('members')
        .where('shops.slug', '=', shopSlug)
        .where('members.login', '=', login)
        .executeTakeFirst(),

    async addSession(session: SessionsTable): Promise<void> {
      await db.insertInto('sessions').values(session).execute();
    },

    bySession: (tokenHash: string, now: number) =>
      db
        .selectFrom('sessions')
        .innerJoin('members', 'members.id', 'sessions.member_id')
        .select(['sessions.id as session_id', 'members.id as member_id', 'members.shop_id', 'members.role'])
        .where('sessions.token_hash', '=', tokenHash)
        .where('sessions.expires_at', '>', now)
        .executeTakeFirst(),

    async removeSession(id: string): Promise<void> {
      await db.deleteFrom('sessions').where('id', '=', id).execute();
    },

    async removeExpiredSessions(now: number): Promise<void> {
      await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
    },
  };
}
