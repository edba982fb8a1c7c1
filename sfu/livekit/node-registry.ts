import { createClient, RESP_TYPES } from 'redis';
import { nodeState, SHUTTING_DOWN } from './node-state.ts';

/** LiveKit's hash of its nodes. */
const NODES = 'nodes';
const LOOK_EVERY_MS = 200;

/** Reads in the cluster's own Redis which nodes have been asked to stop: LiveKit tells it nowhere else. While Redis
 *  is away nothing is known, and nothing is concluded from that. */
export class NodeRegistry {
  readonly #client;
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  /** @param ids of the nodes to look for. @param onDraining told at every look of those that are being stopped. */
  constructor(redisUrl: string, ids: () => readonly string[], onDraining: (id: string) => void) {
    const client = createClient({ url: redisUrl, disableOfflineQueue: true });
    this.#client = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    // Without a listener an error would end the process; the client connects again by itself.
    client.on('error', () => {});
    client.connect().catch(() => {});
    this.#timer = setInterval(() => void this.#look(ids(), onDraining), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#client.destroy();
  }

  async #look(ids: readonly string[], onDraining: (id: string) => void): Promise<void> {
    if (this.#looking || ids.length === 0) return;
    this.#looking = true;
    const records = await this.#client.hmGet(NODES, [...ids]).catch(() => []);
    this.#looking = false;
    for (const [index, id] of ids.entries()) {
      const record: unknown = records[index];
      if (record instanceof Uint8Array && nodeState(record) === SHUTTING_DOWN) onDraining(id);
    }
  }
}
