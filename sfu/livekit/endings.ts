import type { Cluster } from './cluster.ts';
import type { LivekitConfig } from './config.ts';
import { bury, type Stage } from './stage.ts';

/** How long the room of a node that is being stopped is kept for pages that are still on their way out. */
const LEAVE_WITHIN_MS = 10_000;

const STAYS =
  'A room of LiveKit could not be ended: whoever is in it stays; it is tried again for ten minutes';

/** The ends of one call's rooms on LiveKit: at once or later, by way of another node where their own is dead. */
export class Endings {
  readonly #cluster: Cluster;
  readonly #config: LivekitConfig;
  readonly #waiting = new Map<Stage, NodeJS.Timeout>();

  constructor(cluster: Cluster, config: LivekitConfig) {
    this.#cluster = cluster;
    this.#config = config;
  }

  async now(stage: Stage): Promise<void> {
    clearTimeout(this.#waiting.get(stage));
    this.#waiting.delete(stage);
    try {
      await stage.close();
    } catch {
      const { name } = stage;
      this.#cluster.keepTrying(
        (node) => bury(name, node, this.#config),
        () => this.#cluster.log.warn({ room: name }, STAYS),
      );
    }
  }

  later(stage: Stage): void {
    const timer = setTimeout(() => void this.now(stage), LEAVE_WITHIN_MS);
    timer.unref();
    this.#waiting.set(stage, timer);
  }

  /** Those that still wait, now. */
  async all(): Promise<void> {
    await Promise.all([...this.#waiting.keys()].map((stage) => this.now(stage)));
  }
}
