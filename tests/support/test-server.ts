import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Kysely } from 'kysely';
import { pino, type Logger } from 'pino';
import { type App, type AppParts, createApp } from '../../signaling/app.ts';
import { loadConfig } from '../../signaling/config.ts';
import type { Database } from '../../signaling/db/schema.ts';
import { reportTo } from './livekit/livekit-servers.ts';
import { reportOver } from './livekit/report-inbox.ts';
import { putNewStore } from './new-store.ts';

/** The password that tests give to the demo members unless they say otherwise. */
export const TEST_PASSWORD = 'see-the-goods';

/** The real service on a port and in a folder of its own. */
export interface TestServer {
  readonly url: string;
  readonly app: App;
  readonly db: Kysely<Database>;
  readonly dataDir: string;
  /** What the demo members sign in with. */
  readonly password: string;
  close(): Promise<void>;
}

export interface TestServerOptions extends AppParts {
  /** A folder of an earlier server, to start anew on its data; it is not removed at the end. */
  readonly dataDir?: string;
}

/** Starts the service with the real store and the real media engine, all ports chosen by the machine.
 *  @param variables of the configuration, `{ OFFER_SECONDS: '1' }`. */
export async function startTestServer(
  variables: Readonly<Record<string, string>> = {},
  options: TestServerOptions = {},
): Promise<TestServer> {
  const { dataDir: keptDir, ...parts } = options;
  const dataDir = keptDir ?? (await mkdtemp(path.join(tmpdir(), 'kanhuo-test-')));
  const password = variables['DEMO_PASSWORD'] ?? TEST_PASSWORD;
  if (keptDir === undefined && password === TEST_PASSWORD) await putNewStore(dataDir, password);
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
  const config = loadConfig(
    {
      HOST: '127.0.0.1',
      MEDIA_LISTEN_IP: '127.0.0.1',
      MEDIA_WORKERS: '1',
      LOG_LEVEL: 'error',
      ...(workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: workerBin }),
      ...variables,
      PORT: '0',
      MEDIA_PORT: '0',
      DATA_DIR: dataDir,
      DEMO_PASSWORD: password,
    },
    [],
  );
  const app = await createApp(config, { checkOutput: true, ...parts });
  const { url } = await app.listen();
  if (config.media.engine === 'livekit') reportTo(variables['LIVEKIT_URL'] ?? '', reportOver(url));
  return {
    url,
    app,
    db: app.db,
    dataDir,
    password,
    async close() {
      await app.close();
      if (keptDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A log that is kept, to be asserted on. */
export function keptLog(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { logger: pino({ level: 'debug' }, { write }), lines };
}
