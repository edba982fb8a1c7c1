import type { ShopPresence, ShopView } from '#protocol';
import type { Kysely } from 'kysely';
import type { Database, ShopRow } from '../db/schema.ts';
import { AppError } from '#protocol/app-error';

export interface ShopsDeps {
  readonly db: Kysely<Database>;
  readonly presence: { shopPresence(shopId: string): Promise<ShopPresence> };
}

/** Shops, as their visitors see them. */
export type ShopsService = ReturnType<typeof createShopsService>;

export function createShopsService({ db, presence }: ShopsDeps) {
  const asView = async (shop: ShopRow): Promise<ShopView> => ({
    id: shop.id,
    slug: shop.slug,
    name: shop.name,
    presence: await presence.shopPresence(shop.id),
  });

  return {
    async bySlug(slug: string): Promise<ShopView | undefined> {
      const shop = await db.selectFrom('shops').selectAll().where('slug', '=', slug).executeTakeFirst();
      return shop && asView(shop);
    },

    async view(shopId: string): Promise<ShopView> {
      const shop = await db.selectFrom('shops').selectAll().where('id', '=', shopId).executeTakeFirst();
      if (!shop) throw new AppError('not_found');
      return asView(shop);
    },
  };
}
