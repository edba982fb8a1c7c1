import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Features } from './features.ts';
import { type HealthChecks, healthRoutes } from './health/health.routes.ts';
import { requestLog } from './log.ts';
import { notFoundRoute, siteRoutes } from './site/site.routes.ts';
import { securityHeaders } from './static/security-headers.ts';
import { type StaticFolders, staticFiles } from './static/static-files.ts';
import { createRequestAuthenticator } from './transport/authenticate.ts';
import { createHttpRouter, requestFailed, unknownApi } from './transport/http-adapter.ts';
import type { RateLimit } from './transport/rate-limit.ts';

export interface WebAppDeps {
  readonly features: Features;
  readonly health: HealthChecks;
  readonly folders: StaticFolders;
  readonly rateLimit: RateLimit;
  readonly addressRate: RateLimit;
  /** Proxies whose `X-Forwarded-*` headers count. */
  readonly trustProxy: number;
  /** Where pages connect to besides ourselves. */
  readonly pageOrigins: readonly string[];
  readonly log: Logger;
}

/** Everything that is asked for over HTTP: health, API, rendered pages, apps and their assets. */
export function createWebApp(deps: WebAppDeps): Express {
  const { features, rateLimit, addressRate, log } = deps;
  const { shops, products, credentials } = features;
  const web = express();
  web.set('trust proxy', deps.trustProxy);
  web.use(requestLog(log), securityHeaders(deps.pageOrigins));
  web.use(healthRoutes(deps.health, log));
  web.use(
    createHttpRouter(features.routes, {
      authenticate: createRequestAuthenticator(credentials),
      rateLimit,
      addressRate,
      log,
    }),
  );
  web.use('/api', unknownApi(log));
  web.use(siteRoutes({ shop: shops.bySlug, products: products.list }));
  web.use(staticFiles(deps.folders));
  web.use(notFoundRoute());
  web.use(requestFailed(log));
  return web;
}
