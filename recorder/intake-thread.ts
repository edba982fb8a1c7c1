import { Worker } from 'node:worker_threads';

const AGAIN_AFTER_MS = 200;

/** What the thread has to tell. */
export interface IntakeListener {
  /** It runs, and knows nothing yet. */
  started(): void;
  heard(message: unknown): void;
}

/** Runs the program that fetches packets, in a thread, and again whenever that ends: files stay open meanwhile, and go
 *  on with a gap. */
export class IntakeThread {
  readonly #module: URL;
  readonly #listener: IntakeListener;
  #worker: Worker;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(module: URL, listener: IntakeListener) {
    this.#module = module;
    this.#listener = listener;
    this.#worker = this.#start();
  }

  /** What is said to a thread that has ended is lost: the next one is told anew. */
  say(message: unknown): void {
    this.#worker.postMessage(message, []);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#module);
    worker.on('message', (message: unknown) => this.#listener.heard(message));
    worker.on('error', (error: Error) => process.emitWarning(error));
    worker.on('exit', () => {
      if (this.#closed) return;
      this.#timer = setTimeout(() => (this.#worker = this.#start()), AGAIN_AFTER_MS);
    });
    this.#listener.started();
    return worker;
  }
}
