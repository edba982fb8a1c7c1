import type { PresenceStatus } from '#protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';

const COLUMNS = ['id', 'shop_id', 'login', 'name', 'role', 'status', 'last_offered_at'] as const;

/** A member as presence sees them. */
export type MemberLine = Awaited<ReturnType<PresenceStore['ofShop']>>[number];
export type PresenceStore = ReturnType<typeof createPresenceStore>;

/** SQL of presence; who waits longest for a call comes first. */
export function createPresenceStore(db: Kysely<Database>) {
  const members = () =>
    db
      .selectFrom('members')
      .innerJoin('shops', 'shops.id', 'members.shop_id')
      .select(COLUMNS.map((column) => `members.${column}` as const))
      .select('shops.slug');

  return {
    byId: (memberId: string) => members().where('members.id', '=', memberId).executeTakeFirst(),

    ofShop: (shopId: string) =>
      members()
        .where('members.shop_id', '=', shopId)
        .orderBy('members.last_offered_at')
        .orderBy('members.id')
        .execute(),

    async setStatus(memberId: string, status: PresenceStatus): Promise<void> {
      await db.updateTable('members').set({ status }).where('id', '=', memberId).execute();
    },
  };
}
