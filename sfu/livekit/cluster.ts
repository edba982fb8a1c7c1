import { AppError } from '#protocol/app-error';
import type { EngineLog } from '../engine-log.ts';
import { ClusterNode } from './cluster-node.ts';
import type { LivekitConfig } from './config.ts';
import { TrackEgress } from './egress/track-egress.ts';
import { NodeNews, REASON } from './node-news.ts';
import { NodeRegistry } from './node-registry.ts';
import { Taps } from './tap/taps.ts';

const FIRST_WITHIN_MS = 5000;
const TRY_EVERY_MS = 2000;
/** As long as the tokens that LiveKit gives to those who are in. */
const TRY_FOR_MS = 600_000;

/** What the rooms need to know of the nodes. */
export interface ClusterListener {
  /** A node is gone with its rooms. */
  lost(node: ClusterNode): void;
  /** A node is about to be stopped: what it carries has to go elsewhere. */
  draining(node: ClusterNode): void;
}

/** The nodes of a LiveKit cluster, and which of them can carry a room. */
export class Cluster {
  readonly nodes: readonly ClusterNode[];
  /** What is tapped for the recorder, in whichever rooms. */
  readonly taps = new Taps();
  /** Writes tracks into files, where it is to. */
  readonly egress: TrackEgress | undefined;
  /** Where what rooms cannot do is told to the operator. */
  readonly log: EngineLog;
  readonly #waiting = new Set<() => void>();
  readonly #tries = new Set<NodeJS.Timeout>();
  #registry: NodeRegistry | undefined;
  #closed = false;

  constructor(config: LivekitConfig, listener: ClusterListener, log: EngineLog) {
    this.log = log;
    const news = new NodeNews(log);
    const ears = {
      up: () => this.#wake(),
      lost(node: ClusterNode) {
        news.lost(node);
        listener.lost(node);
      },
      stands: (node: ClusterNode) => news.stands(node),
    };
    this.nodes = config.nodes.map((address) => new ClusterNode(address, config, ears));
    this.egress = config.egress && new TrackEgress(config, config.egress, () => this.pick(0));
    if (config.redisUrl === undefined) return;
    const ids = () => this.nodes.flatMap(({ up, id }) => (up && id !== undefined ? [id] : []));
    this.#registry = new NodeRegistry(config.redisUrl, ids, (id) => this.#drain(id, listener));
  }

  /** Resolves with the first node that is there, or with none after a few seconds: it may still come. */
  ready(): Promise<ClusterNode | undefined> {
    return this.pick(FIRST_WITHIN_MS).catch(() => undefined);
  }

  /** Why no call can be carried; nothing where they can. */
  get trouble(): string | undefined {
    if (this.#closed) return 'the media engine is closed';
    const troubles = this.nodes.map(({ trouble }) => trouble);
    // One is enough: whoever has an old token chooses where to come in.
    if (troubles.includes('makesRooms')) return REASON.makesRooms;
    if (this.nodes.some(({ up }) => up)) return undefined;
    return REASON[troubles.find((trouble) => trouble !== undefined) ?? 'unreachable'];
  }

  /** @throws AppError `unavailable` where whoever left a call could come into its room again. */
  ensureRoomsEnd(): void {
    const unsafe = this.nodes.some(({ trouble }) => trouble === 'makesRooms');
    if (unsafe) throw new AppError('unavailable', REASON.makesRooms);
  }

  /** The node with the fewest of our rooms; one that is being stopped only where there is no other.
   *  @throws AppError `unavailable` when none is there in time. */
  async pick(withinMs: number): Promise<ClusterNode> {
    const end = Date.now() + withinMs;
    for (;;) {
      const [node] = this.nodes
        .filter(({ up }) => up)
        .toSorted((a, b) => Number(a.draining) - Number(b.draining) || a.rooms - b.rooms);
      if (node && !this.#closed) return node;
      if (this.#closed || Date.now() >= end) throw new AppError('unavailable', 'no media node is alive');
      await this.#change(end - Date.now());
    }
  }

  /** Does by way of whatever node is there what must be done some time, until it says that it is.
   *  @param onFailed told once when that takes more than one attempt
   *  @param forMs after so long it is not worth trying any more */
  keepTrying(
    work: (node: ClusterNode) => Promise<boolean>,
    onFailed: () => void,
    forMs: number = TRY_FOR_MS,
  ): void {
    const end = Date.now() + forMs;
    let failed = false;
    const tried = (done: boolean) => {
      if (!done && !failed && !this.#closed) onFailed();
      failed ||= !done;
      if (done || Date.now() > end) stop();
    };
    const timer = setInterval(() => {
      this.pick(0)
        .then(work)
        .then(tried, () => tried(false));
    }, TRY_EVERY_MS);
    timer.unref();
    this.#tries.add(timer);
    const stop = () => {
      clearInterval(timer);
      this.#tries.delete(timer);
    };
  }

  close(): void {
    this.#closed = true;
    this.taps.close();
    this.egress?.close();
    for (const timer of this.#tries) clearInterval(timer);
    this.#registry?.close();
    for (const node of this.nodes) node.close();
    this.#wake();
  }

  /** A node that is asked to stop goes on until the last call has left: where there is another, they leave now. */
  #drain(id: string, listener: ClusterListener): void {
    const node = this.nodes.find((one) => one.id === id);
    const elsewhere = this.nodes.some((one) => one !== node && one.up && !one.draining);
    if (!node || node.draining || !elsewhere) return;
    node.draining = true;
    listener.draining(node);
  }

  #wake(): void {
    for (const go of [...this.#waiting]) go();
  }

  #change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, withinMs);
      this.#waiting.add(go);
    });
  }
}
