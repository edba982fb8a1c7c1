import path from 'node:path';
import { DirectFileOutput, EgressClient, type EgressInfo, RoomServiceClient } from 'livekit-server-sdk';
import type { ClusterNode } from '../cluster-node.ts';
import type { LivekitConfig } from '../config.ts';
import { isGone } from '../vendor-error.ts';
import { nameOf } from './egress-state.ts';

/** To begin takes a service seconds. */
const OPTIONS = { requestTimeout: 10, failover: false };

/** The cluster's Egress service, asked through whichever node is there. */
export class EgressService {
  readonly #config: LivekitConfig;
  readonly #serviceFolder: string;
  readonly #node: () => Promise<ClusterNode>;

  constructor(config: LivekitConfig, serviceFolder: string, node: () => Promise<ClusterNode>) {
    this.#config = config;
    this.#serviceFolder = serviceFolder;
    this.#node = node;
  }

  /** Has a track written as it is, into a file of this name. */
  async start(room: string, trackId: string, name: string): Promise<EgressInfo> {
    const filepath = path.posix.join(this.#serviceFolder, name);
    const output = new DirectFileOutput({ filepath, disableManifest: true });
    return (await this.#client()).startTrackEgress(room, output, trackId);
  }

  /** Ends an egress; undefined when it is ending, or gone, already. */
  async stop(egressId: string): Promise<EgressInfo | undefined> {
    const client = await this.#client();
    return client.stopEgress(egressId).catch((error: unknown) => {
      if (isGone(error) || isOver(error)) return undefined;
      throw error;
    });
  }

  /** Those that go on, by name. */
  async active(): Promise<ReadonlyMap<string, EgressInfo>> {
    return byName(await (await this.#client()).listEgress({ active: true }));
  }

  /** All that the service remembers, by name. */
  async all(): Promise<ReadonlyMap<string, EgressInfo>> {
    return byName(await (await this.#client()).listEgress({}));
  }

  /** One of them; undefined when the service does not know it any more. */
  async one(egressId: string): Promise<EgressInfo | undefined> {
    const client = await this.#client();
    const list = await client.listEgress({ egressId }).catch((error: unknown) => {
      if (isGone(error)) return [];
      throw error;
    });
    return list.find((info) => info.egressId === egressId);
  }

  /** Who is in a room: each egress is, hidden, under its own id. */
  async inRoom(room: string): Promise<ReadonlySet<string>> {
    const { apiKey, apiSecret } = this.#config;
    const { apiUrl } = await this.#node();
    const rooms = new RoomServiceClient(apiUrl, apiKey, apiSecret, OPTIONS);
    return new Set((await rooms.listParticipants(room)).map(({ identity }) => identity));
  }

  async #client(): Promise<EgressClient> {
    const { apiKey, apiSecret } = this.#config;
    const { apiUrl } = await this.#node();
    return new EgressClient(apiUrl, apiKey, apiSecret, OPTIONS);
  }
}

/** Whether it says that there is nothing left to stop. */
function isOver(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'failed_precondition';
}

function byName(list: readonly EgressInfo[]): ReadonlyMap<string, EgressInfo> {
  return new Map(
    list.flatMap((info) => {
      const name = nameOf(info);
      return name === undefined ? [] : [[name, info]];
    }),
  );
}
