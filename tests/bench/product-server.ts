import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkNode } from './net/namespaces.ts';
import { startServer } from './server-process.ts';

/** The real server on data of its own. */
export interface Product {
  readonly origin: string;
  /** Of the demo members. */
  readonly password: string;
  close(): Promise<void>;
}

const main = join(import.meta.dirname, '../../signaling/main.ts');

/** Starts `signaling/main.ts` with its demo data in a namespace, or on this machine's loopback.
 *  @param variables of the configuration, where it is not to be as it comes. */
export async function startProduct(
  node: NetworkNode | undefined,
  variables: Readonly<Record<string, string>> = {},
): Promise<Product> {
  const address = node?.address ?? '127.0.0.1';
  const data = await mkdtemp(join(tmpdir(), 'kanhuo-bench-data-'));
  const password = 'measured-not-guessed';
  const env = {
    PORT: '0',
    HOST: address,
    DATA_DIR: data,
    ANNOUNCED_ADDRESS: address,
    MEDIA_LISTEN_IP: address,
    MEDIA_PORT: '0',
    DEMO_PASSWORD: password,
    LOG_LEVEL: 'warn',
    ...variables,
  };
  const removeData = () => rm(data, { recursive: true, force: true });
  try {
    const server = await startServer(node, [main], env, (line) => {
      const port = /running at https?:\/\/[^\s]*:(\d+)/.exec(line)?.[1];
      return port === undefined ? undefined : Number(port);
    });
    return {
      origin: `http://${address}:${server.port}`,
      password,
      async close() {
        await server.close();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}
