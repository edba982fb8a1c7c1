import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { SupervisedRecorder } from '../recorder/create-recorder.ts';
import type { Recorder } from '../recorder/recorder.ts';
import { createMediaEngine } from '../sfu/create-media-engine.ts';
import type { MediaEngine } from '../sfu/media-engine.ts';
import { networkAddresses } from './addresses.ts';
import type { CaptureTimes } from './captures/captures.service.ts';
import type { Config } from './config.ts';
import { createDatabase } from './db/create-database.ts';
import { secret } from './db/secrets.ts';
import type { Database } from './db/schema.ts';
import { type DemoSignIn, seedDemo } from './demo/seed-demo.ts';
import { createFeatures } from './features.ts';
import type { HealthChecks } from './health/health.routes.ts';
import { createLog } from './log.ts';
import { asListenError } from './machine-checks.ts';
import { firstMediaPort } from './media-ports.ts';
import { hashPassword, isPassword } from './members/password.ts';
import { RATES, type Rates } from './rates.ts';
import { createSocketAuthenticator } from './transport/authenticate.ts';
import { createHttpServer, listen } from './transport/http-server.ts';
import { createRateLimit } from './transport/rate-limit.ts';
import { register } from './transport/register.ts';
import { RepeatGuard } from './transport/repeat-guard.ts';
import { type Certificate, selfSignedCertificate } from './transport/self-signed-certificate.ts';
import { SocketAdapter } from './transport/socket-adapter.ts';
import { createWebApp } from './web-app.ts';

/** What may be given instead of being made from the configuration. */
export interface AppParts {
  readonly mediaEngine?: MediaEngine;
  readonly recorder?: Recorder;
  readonly now?: () => number;
  readonly logger?: Logger;
  /** Checks replies and facts against the contract before they leave; for tests. */
  readonly checkOutput?: boolean;
  /** How long a still of the camera may take; shorter in tests. */
  readonly captureTimes?: CaptureTimes;
  /** How often a full disk is tried again; shorter in tests. */
  readonly diskRetryMs?: number;
  /** Rates that are not the usual ones; for tests that reach or exceed those. */
  readonly rates?: Partial<Rates>;
}

/** The whole service, put together and not yet listening. */
export interface App {
  readonly db: Kysely<Database>;
  readonly demo: DemoSignIn;
  readonly certificate: Certificate | undefined;
  /** Resolves with the address on this machine; rejects with a ConfigError when it cannot be had. */
  listen(): Promise<{ url: string }>;
  /** Puts a recorded call into the demo shop, for who looks into the review before there is any. */
  addExample(): Promise<string>;
  /** Tells everybody, lets go of everything. Calls stay in the store, to be resumed. */
  close(): Promise<void>;
}

const FOLDERS = {
  web: fileURLToPath(new URL('../dist/web', import.meta.url)),
  demoPictures: fileURLToPath(new URL('../demo-assets/pictures', import.meta.url)),
  demoVoices: fileURLToPath(new URL('../demo-assets/voices', import.meta.url)),
};

/** Puts the service together: the one place where its parts meet. */
export async function createApp(config: Config, parts: AppParts = {}): Promise<App> {
  const { now = Date.now, checkOutput, captureTimes, diskRetryMs } = parts;
  const log = parts.logger ?? createLog(config.logLevel);
  const db = await createDatabase({ dataDir: config.dataDir });
  const engine =
    parts.mediaEngine ??
    (await createMediaEngine(config.media, {
      firstPort: () => firstMediaPort(config, log),
      owner: async () => (await secret(db, 'cluster-owner')).toString('hex', 0, 4),
      log,
    }));
  const recorder = parts.recorder ?? new SupervisedRecorder(engine.intake);
  // Last of what can fail: a password that was made is shown once, and only after a start that succeeded.
  const demo = await seedDemo({ db, now, password: config.demoPassword, hashPassword, isPassword });

  const { trustProxy } = config;
  const rates = { ...RATES, ...parts.rates };
  const rateLimit = createRateLimit(rates.person);
  const sockets = new SocketAdapter({
    log,
    checkOutput,
    trustProxy,
    rates: {
      person: rateLimit,
      connection: createRateLimit(rates.connection),
      handshakes: createRateLimit(rates.handshakes),
    },
  });
  const features = await createFeatures({
    config,
    db,
    engine,
    recorder,
    sockets,
    log,
    now,
    captureTimes,
    diskRetryMs,
    rates,
  });
  let stopping: Promise<void> | undefined;
  const health: HealthChecks = {
    healthy: [
      () => (engine.healthy ? undefined : (engine.trouble ?? 'the media engine cannot carry calls')),
      async () => void (await db.selectFrom('shops').select('id').limit(1).execute()),
    ],
    welcome: [() => (stopping ? 'the service is stopping' : undefined)],
  };
  const addressRate = createRateLimit(rates.address);
  const web = createWebApp({
    features,
    health,
    folders: FOLDERS,
    rateLimit,
    addressRate,
    trustProxy,
    pageOrigins: engine.pageOrigins ?? [],
    log,
  });
  const certificate = config.https ? await ownCertificate(config, now()) : undefined;
  const server = createHttpServer(web, certificate);
  const repeats = new RepeatGuard(now);
  sockets.start(
    server,
    createSocketAuthenticator(features.credentials),
    register(features.handlers, { rateLimit, repeats, log, checkOutput }),
  );
  await features.start();

  async function stop(): Promise<void> {
    // First, so that nobody who goes now counts as lost: their calls wait for the next server.
    await features.close();
    await sockets.close();
    server.closeAllConnections();
    await recorder.close();
    await engine.close();
    await db.destroy();
  }

  return {
    db,
    demo,
    certificate,
    async listen() {
      const port = await listen(server, config.port, config.host).catch((error: unknown) => {
        throw asListenError(error, config);
      });
      return { url: `${certificate ? 'https' : 'http'}://${hostForUrl(config.host)}:${port}` };
    },
    addExample: () => features.addExample({ pictures: FOLDERS.demoPictures, voices: FOLDERS.demoVoices }),
    close: () => (stopping ??= stop()),
  };
}

function ownCertificate(config: Config, now: number): Promise<Certificate> {
  const names = ['localhost', '127.0.0.1', ...networkAddresses()];
  return selfSignedCertificate(path.join(config.dataDir, 'https'), names, now);
}

/** The host part of an address on this machine. */
function hostForUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
