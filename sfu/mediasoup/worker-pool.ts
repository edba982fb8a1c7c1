import type { MediasoupConfig } from './config.ts';
import { MediaWorker } from './media-worker.ts';

const REFILL_PAUSE_MS = 1000;

/** The workers that carry rooms, and one kept warm to take over from a dead one at once. */
export class WorkerPool {
  readonly #config: MediasoupConfig;
  /** One for each process; 0 for any. */
  readonly #ports: readonly number[];
  #serving: MediaWorker[] = [];
  #spare: MediaWorker | undefined;
  #refill: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  private constructor(config: MediasoupConfig) {
    this.#config = config;
    const count = config.workers + 1;
    this.#ports = Array.from({ length: count }, (_, index) =>
      config.ports === 0 ? 0 : config.ports + index,
    );
  }

  static async create(config: MediasoupConfig): Promise<WorkerPool> {
    const pool = new WorkerPool(config);
    try {
      await pool.#fill();
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** True while a room can be opened. */
  get healthy(): boolean {
    return !this.#closed && (this.#serving.some((worker) => worker.alive) || this.#spare?.alive === true);
  }

  get workers(): readonly { readonly worker: MediaWorker; readonly spare: boolean }[] {
    return this.#all.map((worker) => ({ worker, spare: worker === this.#spare }));
  }

  /** The least loaded worker; `undefined` when none is alive. */
  leastLoaded(): MediaWorker | undefined {
    const alive = this.#serving.filter((worker) => worker.alive);
    if (alive.length === 0) return this.#spare?.alive ? this.#spare : undefined;
    return alive.reduce((best, worker) => (worker.load < best.load ? worker : best));
  }

  /** The least loaded worker, waiting for a new process when all have died. */
  async acquire(withinMs: number): Promise<MediaWorker | undefined> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const worker = this.leastLoaded();
      const left = deadline - Date.now();
      if (worker || this.#closed || left <= 0) return worker;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  get #all(): readonly MediaWorker[] {
    return this.#spare ? [...this.#serving, this.#spare] : this.#serving;
  }

  get #complete(): boolean {
    return this.#serving.length >= this.#config.workers && this.#spare !== undefined;
  }

  /** Starts what is missing: first workers in service, then the spare. */
  async #fill(): Promise<void> {
    while (!this.#closed && !this.#complete) {
      const taken = new Set(
        [...this.#serving, ...(this.#spare ? [this.#spare] : [])].map(({ port }) => port),
      );
      const port = this.#ports.find((candidate) => candidate === 0 || !taken.has(candidate)) ?? 0;
      const worker = await MediaWorker.create(this.#config, port);
      worker.onDied(() => this.#onDied(worker));
      if (this.#closed) await worker.close();
      else if (this.#serving.length < this.#config.workers) this.#serving.push(worker);
      else this.#spare = worker;
    }
  }

  #onDied(worker: MediaWorker): void {
    if (worker === this.#spare) this.#spare = undefined;
    else {
      this.#serving = this.#serving.filter((other) => other !== worker);
      // The spare takes the dead one's place in the same tick, so that its rooms can move at once.
      if (this.#spare) this.#serving.push(this.#spare);
      this.#spare = undefined;
    }
    this.#refillSoon(0);
  }

  #refillSoon(delay: number): void {
    if (this.#closed || this.#refill || this.#retry) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#refill = this.#tryFill();
    }, delay);
  }

  async #tryFill(): Promise<void> {
    const failed = await this.#fill().then(
      () => false,
      () => true,
    );
    this.#refill = undefined;
    for (const waiting of this.#waiting.splice(0)) waiting();
    if (failed || !this.#complete) this.#refillSoon(failed ? REFILL_PAUSE_MS : 0);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#refill;
    for (const waiting of this.#waiting.splice(0)) waiting();
    const workers = this.#all;
    this.#serving = [];
    this.#spare = undefined;
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
