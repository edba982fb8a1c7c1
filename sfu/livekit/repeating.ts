/** Soon again: a list may lag a little behind the report that made us ask. */
const ONCE_MORE_MS = 150;

/** Does something at intervals, and whenever asked to: once at a time, and never fewer times than it was asked for
 *  after it had begun. What fails is tried at the next time. */
export class Repeating {
  readonly #work: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #once: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(work: () => Promise<void>, everyMs: number) {
    this.#work = work;
    this.#timer = setInterval(() => void this.#run(), everyMs);
    this.#timer.unref();
  }

  /** Now, and once more a little later; resolves when it was done now. */
  soon(): Promise<void> {
    clearTimeout(this.#once);
    this.#once = setTimeout(() => void this.#run(), ONCE_MORE_MS);
    this.#once.unref();
    return this.#run();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    clearTimeout(this.#once);
  }

  #run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#work().catch(() => {});
    }
  }
}
