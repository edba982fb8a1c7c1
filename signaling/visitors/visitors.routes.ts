import { createVisitor, type ShopView } from '#protocol';
import { AppError } from '#protocol/app-error';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import type { VisitorsService } from './visitors.service.ts';

/** Finds the shop a visitor comes to. */
export interface ShopBySlug {
  bySlug(slug: string): Promise<ShopView | undefined>;
}

/** `POST /api/visitors`. */
export function visitorsRoutes(visitors: VisitorsService, shops: ShopBySlug): AnyHttpRoute[] {
  return [
    httpRoute({
      method: 'post',
      path: '/api/visitors',
      allow: 'public',
      input: createVisitor.input,
      async handle({ addressKey }, { shop: slug, language, token }) {
        const shop = await shops.bySlug(slug);
        if (!shop) throw new AppError('not_found', 'shop: no such shop');
        return { ...(await visitors.welcome(shop.id, language, token, addressKey)), shop };
      },
    }),
  ];
}
