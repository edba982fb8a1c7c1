import { Router } from 'express';
import type { ProductView, ShopView } from '#protocol';
import { homePage } from './home.page.ts';
import { notFoundPage, productPage, shopPage } from './shop.pages.ts';
import { siteLanguage } from './site-language.ts';

/** What the rendered pages need to know. */
export interface SiteSource {
  /** The shop of an address, or undefined. */
  shop(slug: string): Promise<ShopView | undefined>;
  products(shopId: string): Promise<readonly ProductView[]>;
}

/** The shop whose goods the home page shows. */
const DEMO = 'demo';

/** The pages that the server renders: home, and the demo shop with the widget embedded. */
export function siteRoutes(source: SiteSource): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    const shop = await source.shop(DEMO);
    const products = shop ? await source.products(shop.id) : [];
    response.send(homePage(siteLanguage(request, response), products));
  });
  router.get('/shop/:shop', async (request, response, next) => {
    const shop = await source.shop(request.params.shop);
    if (!shop) return next();
    const products = await source.products(shop.id);
    response.send(shopPage(siteLanguage(request, response), shop, products));
  });
  router.get('/shop/:shop/:sku', async (request, response, next) => {
    const shop = await source.shop(request.params.shop);
    const products = shop ? await source.products(shop.id) : [];
    const product = products.find((candidate) => candidate.sku === request.params.sku);
    if (!shop || !product) return next();
    response.send(productPage(siteLanguage(request, response), shop, product));
  });
  return router;
}

/** Answers every page address that nothing else answered. */
export function notFoundRoute(): Router {
  return Router().get('/{*path}', (request, response) => {
    response.status(404).send(notFoundPage(siteLanguage(request, response)));
  });
}
