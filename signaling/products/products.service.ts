import { productView, type ProductView } from '#protocol';
import type { Kysely } from 'kysely';
import type { Database, ProductRow } from '../db/schema.ts';
import { AppError } from '#protocol/app-error';

export interface ProductsDeps {
  readonly db: Kysely<Database>;
}

/** The goods of a shop, in the order of its shelf. */
export type ProductsService = ReturnType<typeof createProductsService>;

export function createProductsService({ db }: ProductsDeps) {
  return {
    async list(shopId: string): Promise<ProductView[]> {
      const rows = await db
        .selectFrom('products')
        .selectAll()
        .where('shop_id', '=', shopId)
        .orderBy('position')
        .execute();
      return rows.map(asView);
    },

    /** The product that a shop's page names, or undefined. */
    async bySku(shopId: string, sku: string): Promise<ProductView | undefined> {
      const row = await db
        .selectFrom('products')
        .selectAll()
        .where('shop_id', '=', shopId)
        .where('sku', '=', sku)
        .executeTakeFirst();
      return row && asView(row);
    },

    /** Rejects with `not_found`. */
    async view(productId: string): Promise<ProductView> {
      const row = await db.selectFrom('products').selectAll().where('id', '=', productId).executeTakeFirst();
      if (!row) throw new AppError('not_found');
      return asView(row);
    },

    async inShop(shopId: string, productId: string): Promise<boolean> {
      const row = await db
        .selectFrom('products')
        .select('id')
        .where('id', '=', productId)
        .where('shop_id', '=', shopId)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function asView(row: ProductRow): ProductView {
  return productView.parse({
    id: row.id,
    sku: row.sku,
    name: JSON.parse(row.name) as unknown,
    description: JSON.parse(row.description) as unknown,
    price: row.price,
    currency: row.currency,
    variants: JSON.parse(row.variants) as unknown,
    pictures: JSON.parse(row.pictures) as unknown,
  });
}
