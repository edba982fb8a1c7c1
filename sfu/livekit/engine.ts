import type { EngineLog } from '../engine-log.ts';
import type {
  EngineReports,
  MediaEngine,
  MediaRoom,
  RoomPolicy,
  TapIntake,
  TrackExports,
} from '../media-engine.ts';
import { nextGeneration } from '../generation.ts';
import { OpenRooms } from '../open-rooms.ts';
import { Cluster } from './cluster.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { LivekitConfig } from './config.ts';
import { livekitReports } from './reports.ts';
import { LivekitRoom } from './room.ts';
import { endLeftRooms } from './stage.ts';
import { asAppError } from './vendor-error.ts';

/** A node of the cluster and how many of our rooms it carries. */
export interface NodeInfo {
  /** LiveKit's own name for it; a node has another one after each start. */
  readonly id: string | undefined;
  readonly apiUrl: string;
  readonly up: boolean;
  readonly rooms: number;
}

/** A LiveKit cluster as the media engine: its rooms, tokens and nodes; the media itself never comes here. */
export class LivekitEngine implements MediaEngine {
  readonly name = 'livekit';
  readonly reports: EngineReports;
  readonly pageOrigins: readonly string[];
  readonly #config: LivekitConfig;
  readonly #cluster: Cluster;
  readonly #rooms = new OpenRooms<LivekitRoom>(asAppError);

  private constructor(config: LivekitConfig, log: EngineLog) {
    this.#config = config;
    this.reports = livekitReports(
      config,
      (name) => this.#reported(name),
      async () => this.#cluster.egress?.reported(),
    );
    // The client asks the same server over HTTP why it was refused.
    this.pageOrigins = config.nodes.flatMap(({ url }) => [url, url.replace(/^ws/, 'http')]).map(originOf);
    const listener = {
      lost: (node: ClusterNode) => this.#leave(node, 'lost'),
      draining: (node: ClusterNode) => this.#leave(node, 'drained'),
    };
    this.#cluster = new Cluster(config, listener, log);
  }

  static async create(config: LivekitConfig, log: EngineLog): Promise<LivekitEngine> {
    const engine = new LivekitEngine(config, log);
    const cluster = engine.#cluster;
    const begun = nextGeneration();
    const first = await cluster.ready();
    const end = (node: ClusterNode) => endLeftRooms(node, config, begun);
    const done = first !== undefined && (await end(first).catch(() => false));
    // Whoever is in there goes on talking for as long as nobody ends it.
    if (!done) cluster.keepTrying(end, () => {}, Infinity);
    return engine;
  }

  get healthy(): boolean {
    return this.trouble === undefined;
  }

  get trouble(): string | undefined {
    return this.#cluster.trouble;
  }

  get exports(): TrackExports | undefined {
    return this.#cluster.egress;
  }

  /** The nodes and how many rooms each carries, for figures and fault tests. */
  get nodes(): readonly NodeInfo[] {
    return this.#cluster.nodes.map(({ id, apiUrl, up, rooms }) => ({ id, apiUrl, up, rooms }));
  }

  get intake(): TapIntake {
    return this.#cluster.taps;
  }

  openRoom(roomId: string, policy: RoomPolicy): Promise<MediaRoom> {
    return this.#rooms.open(roomId, () => {
      this.#cluster.ensureRoomsEnd();
      return new LivekitRoom(roomId, policy, this.#config, this.#cluster);
    });
  }

  room(roomId: string): MediaRoom | undefined {
    return this.#rooms.get(roomId);
  }

  async close(): Promise<void> {
    await this.#rooms.close();
    this.#cluster.close();
  }

  #leave(node: ClusterNode, why: 'lost' | 'drained'): void {
    for (const room of this.#rooms.all()) room.leaveNode(node, why);
  }

  async #reported(name: string): Promise<void> {
    for (const room of this.#rooms.all()) if (await room.isIn(name)) await room.reported();
  }
}

const originOf = (url: string) => new URL(url).origin;
