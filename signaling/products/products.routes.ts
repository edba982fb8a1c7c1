import { AppError } from '#protocol/app-error';
import { type AnyHttpRoute, type HttpContext, httpRoute } from '../transport/http-adapter.ts';
import type { ProductsService } from './products.service.ts';

/** Finds the shop of an address. */
export interface ShopBySlug {
  bySlug(slug: string): Promise<{ readonly id: string } | undefined>;
}

/** `GET /api/shops/:shop/products` and `/api/shops/:shop/products/:sku`. */
export function productsRoutes(products: ProductsService, shops: ShopBySlug): AnyHttpRoute[] {
  async function shopOf({ params }: HttpContext<unknown>) {
    const shop = await shops.bySlug(params['shop'] ?? '');
    if (!shop) throw new AppError('not_found', 'shop: no such shop');
    return shop;
  }
  return [
    httpRoute({
      method: 'get',
      path: '/api/shops/:shop/products',
      allow: 'public',
      async handle(context) {
        const shop = await shopOf(context);
        return { products: await products.list(shop.id) };
      },
    }),
    httpRoute({
      method: 'get',
      path: '/api/shops/:shop/products/:sku',
      allow: 'public',
      async handle(context) {
        const shop = await shopOf(context);
        const product = await products.bySku(shop.id, context.params['sku'] ?? '');
        if (!product) throw new AppError('not_found', 'sku: no such product');
        return { product };
      },
    }),
  ];
}
