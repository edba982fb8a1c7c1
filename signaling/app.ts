import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { createMediaEngine } from '../sfu/create-media-engine.ts';
import type { MediaEngine } from '../sfu/media-engine.ts';
import { networkAddresses } from './addresses.ts';
import type { Config } from './config.ts';
import { createDatabase } from './db/create-database.ts';
import type { Database } from './db/schema.ts';
import { type DemoSignIn, seedDemo } from './demo/seed-demo.ts';
import { healthRoutes } from './health/health.routes.ts';
import { createLog, requestLog } from './log.ts';
import { membersRoutes } from './members/members.routes.ts';
import { createMembersService } from './members/members.service.ts';
import { hashPassword, isPassword } from './members/password.ts';
import { presenceHandlers } from './presence/presence.handlers.ts';
import { createPresenceService } from './presence/presence.service.ts';
import { productsRoutes } from './products/products.routes.ts';
import { createProductsService } from './products/products.service.ts';
import { shopsRoutes } from './shops/shops.routes.ts';
import { createShopsService } from './shops/shops.service.ts';
import { notFoundRoute, siteRoutes } from './site/site.routes.ts';
import { securityHeaders } from './static/security-headers.ts';
import { staticFiles } from './static/static-files.ts';
import {
  createRequestAuthenticator,
  createSocketAuthenticator,
  type Credentials,
} from './transport/authenticate.ts';
import { createHttpRouter, requestFailed, unknownApi } from './transport/http-adapter.ts';
import { createHttpServer, listen } from './transport/http-server.ts';
import { createRateLimit } from './transport/rate-limit.ts';
import { register } from './transport/register.ts';
import { RepeatGuard } from './transport/repeat-guard.ts';
import { type Certificate, selfSignedCertificate } from './transport/self-signed-certificate.ts';
import { SocketAdapter } from './transport/socket-adapter.ts';
import { visitorsRoutes } from './visitors/visitors.routes.ts';
import { createVisitorsService } from './visitors/visitors.service.ts';

/** What may be given instead of being made from the configuration. */
export interface AppParts {
  readonly mediaEngine?: MediaEngine;
  readonly now?: () => number;
  readonly logger?: Logger;
  /** Checks replies and facts against the contract before they leave; for tests. */
  readonly checkOutput?: boolean;
}

/** The whole service, put together and not yet listening. */
export interface App {
  readonly db: Kysely<Database>;
  readonly demo: DemoSignIn;
  readonly certificate: Certificate | undefined;
  /** Resolves with the address on this machine; rejects when the port is taken. */
  listen(): Promise<{ url: string }>;
  /** Tells everybody, lets go of everything. Calls stay in the store, to be resumed. */
  close(): Promise<void>;
}

const FOLDERS = {
  web: fileURLToPath(new URL('../dist/web', import.meta.url)),
  demoPictures: fileURLToPath(new URL('../demo-assets/pictures', import.meta.url)),
};

/** Puts the service together: the one place where its parts meet. */
export async function createApp(config: Config, parts: AppParts = {}): Promise<App> {
  const { now = Date.now, checkOutput } = parts;
  const log = parts.logger ?? createLog(config.logLevel);
  const db = await createDatabase({ dataDir: config.dataDir });
  const media = parts.mediaEngine ?? (await createMediaEngine(config.media));
  // Last of what can fail: a password that was made is shown once, and only after a start that succeeded.
  const demo = await seedDemo({ db, now, password: config.demoPassword, hashPassword, isPassword });

  const sockets = new SocketAdapter({ log, checkOutput });
  const { connections } = sockets;
  const presence = createPresenceService({
    db,
    facts: sockets,
    connections,
    log,
    inCall: () => Promise.resolve(false),
  });
  const shops = createShopsService({ db, presence });
  const products = createProductsService({ db });
  const visitors = await createVisitorsService({ db, now });
  const members = createMembersService({ db, now, endSession: (id) => sockets.endSession(id) });

  const credentials: Credentials = {
    memberBySession: members.bySession,
    visitorByToken: visitors.byToken,
  };
  const rateLimit = createRateLimit({ points: 600, seconds: 10 });
  const handlers = [...presenceHandlers(presence, { visitors, shops, now })];
  const routes = [
    ...membersRoutes(members, { member: presence.memberView, shop: shops.view }),
    ...visitorsRoutes(visitors, shops),
    ...shopsRoutes(shops),
    ...productsRoutes(products, shops),
  ];

  let stopping: Promise<void> | undefined;
  const web = express();
  web.set('trust proxy', config.trustProxy);
  web.use(requestLog(log), securityHeaders());
  web.use(
    healthRoutes({
      healthy: [
        () => (media.healthy ? undefined : 'the media engine cannot carry calls'),
        async () => void (await db.selectFrom('shops').select('id').limit(1).execute()),
      ],
      welcome: [() => (stopping ? 'the service is stopping' : undefined)],
    }),
    createHttpRouter(routes, { authenticate: createRequestAuthenticator(credentials), rateLimit, log }),
  );
  web.use('/api', unknownApi(log));
  web.use(siteRoutes({ shop: shops.bySlug, products: products.list }), staticFiles(FOLDERS), notFoundRoute());
  web.use(requestFailed(log));

  const certificate = config.https
    ? await selfSignedCertificate(
        path.join(config.dataDir, 'https'),
        ['localhost', '127.0.0.1', ...networkAddresses()],
        now(),
      )
    : undefined;
  const server = createHttpServer(web, certificate);
  sockets.start(
    server,
    createSocketAuthenticator(credentials),
    register(handlers, { rateLimit, repeats: new RepeatGuard(now), log, checkOutput }),
  );

  async function stop(): Promise<void> {
    await sockets.close();
    server.closeAllConnections();
    await presence.close();
    await media.close();
    await db.destroy();
  }

  return {
    db,
    demo,
    certificate,
    async listen() {
      const port = await listen(server, config.port, config.host);
      return { url: `${certificate ? 'https' : 'http'}://${hostForUrl(config.host)}:${port}` };
    },
    close: () => (stopping ??= stop()),
  };
}

/** The host part of an address on this machine. */
function hostForUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
