import { AppError } from '#protocol/app-error';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import type { ShopsService } from './shops.service.ts';

/** `GET /api/shops/:shop/presence`, asked by the loader from the shop's own pages. */
export function shopsRoutes(shops: ShopsService): AnyHttpRoute[] {
  return [
    httpRoute({
      method: 'get',
      path: '/api/shops/:shop/presence',
      allow: 'public',
      async handle({ params, response }) {
        response.set({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
        const shop = await shops.bySlug(params['shop'] ?? '');
        if (!shop) throw new AppError('not_found', 'shop: no such shop');
        return { presence: shop.presence };
      },
    }),
  ];
}
