import { ERRORS, type Reply } from '#protocol';
import { AppError } from './app-error.ts';

interface Run {
  readonly command: string;
  readonly reply: Promise<Reply<unknown>>;
  readonly startedAt: number;
}

/** How many finished commands are remembered, and for how long. */
export interface RepeatGuardLimits {
  readonly runs: number;
  readonly ms: number;
}

/** Makes commands safe to repeat: the same key again gets the first run's reply, also while it still runs. */
export class RepeatGuard {
  readonly #runs = new Map<string, Run>();
  readonly #limits: RepeatGuardLimits;
  readonly #now: () => number;

  constructor(now: () => number, limits: RepeatGuardLimits = { runs: 20_000, ms: 5 * 60_000 }) {
    this.#now = now;
    this.#limits = limits;
  }

  /** Runs `work` once per key; rejects with `conflict` when the key was used for another command.
   *  @param keep whether the reply is remembered after it was given. */
  run(
    key: string,
    command: string,
    keep: boolean,
    work: () => Promise<Reply<unknown>>,
  ): Promise<Reply<unknown>> {
    this.#forgetOld();
    const earlier = this.#runs.get(key);
    if (earlier) {
      return earlier.command === command
        ? earlier.reply
        : Promise.reject(new AppError('conflict', `id: was used for ${earlier.command}`));
    }
    const reply = work();
    const run: Run = { command, reply, startedAt: this.#now() };
    this.#runs.set(key, run);
    const forget = () => {
      if (this.#runs.get(key) === run) this.#runs.delete(key);
    };
    reply.then((settled) => {
      // What may succeed at the next attempt must get that attempt.
      if (!keep || (!settled.ok && ERRORS[settled.error.code].retryable)) forget();
    }, forget);
    return reply;
  }

  #forgetOld(): void {
    const expired = this.#now() - this.#limits.ms;
    for (const [key, run] of this.#runs) {
      if (run.startedAt > expired && this.#runs.size < this.#limits.runs) return;
      this.#runs.delete(key);
    }
  }
}
