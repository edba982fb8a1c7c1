import { ERRORS, type Reply } from '#protocol';
import { AppError } from '#protocol/app-error';

interface Run {
  readonly command: string;
  readonly reply: Promise<Reply<unknown>>;
}

interface FinishedRun extends Run {
  readonly actor: string;
  readonly finishedAt: number;
}

/** Whose command it is, and the id they gave it. */
export interface RepeatKey {
  readonly actor: string;
  readonly id: string;
}

/** How many finished commands are remembered, of all and of one person, and for how long. */
export interface RepeatGuardLimits {
  readonly runs: number;
  readonly runsOfOne: number;
  readonly ms: number;
}

/** Makes commands safe to repeat: the same key again gets the first run's reply, also while it still runs. */
export class RepeatGuard {
  readonly #running = new Map<string, Run>();
  /** Oldest first. */
  readonly #finished = new Map<string, FinishedRun>();
  /** Keys of what is finished, by person, oldest first: nobody pushes out what others will ask for again. */
  readonly #finishedOf = new Map<string, Set<string>>();
  readonly #limits: RepeatGuardLimits;
  readonly #now: () => number;

  constructor(
    now: () => number,
    limits: RepeatGuardLimits = { runs: 20_000, runsOfOne: 500, ms: 5 * 60_000 },
  ) {
    this.#now = now;
    this.#limits = limits;
  }

  /** Runs `work` once per key; rejects with `conflict` when the key was used for another command.
   *  @param keep whether the reply is remembered after it was given. */
  run(
    { actor, id }: RepeatKey,
    command: string,
    keep: boolean,
    work: () => Promise<Reply<unknown>>,
  ): Promise<Reply<unknown>> {
    this.#forgetOld();
    const key = `${actor} ${id}`;
    const earlier = this.#running.get(key) ?? this.#finished.get(key);
    if (earlier) {
      return earlier.command === command
        ? earlier.reply
        : Promise.reject(new AppError('conflict', `id: was used for ${earlier.command}`));
    }
    const reply = work();
    const run: Run = { command, reply };
    this.#running.set(key, run);
    reply.then(
      (settled) => {
        this.#running.delete(key);
        // What may succeed at the next attempt must get that attempt.
        const passing = !settled.ok && ERRORS[settled.error.code].retryable;
        if (keep && !passing) this.#remember(key, { ...run, actor, finishedAt: this.#now() });
      },
      () => this.#running.delete(key),
    );
    return reply;
  }

  #remember(key: string, run: FinishedRun): void {
    this.#finished.set(key, run);
    const keys = this.#finishedOf.get(run.actor) ?? new Set();
    this.#finishedOf.set(run.actor, keys.add(key));
    if (keys.size > this.#limits.runsOfOne) this.#forgetFirst(keys);
    if (this.#finished.size > this.#limits.runs) this.#forgetFirst(this.#finished.keys());
  }

  #forgetOld(): void {
    const expired = this.#now() - this.#limits.ms;
    for (const [key, run] of this.#finished) {
      if (run.finishedAt > expired) return;
      this.#forget(key, run);
    }
  }

  #forgetFirst(keys: Iterable<string>): void {
    for (const key of keys) {
      const run = this.#finished.get(key);
      if (run) this.#forget(key, run);
      return;
    }
  }

  #forget(key: string, { actor }: FinishedRun): void {
    this.#finished.delete(key);
    const keys = this.#finishedOf.get(actor);
    keys?.delete(key);
    if (keys?.size === 0) this.#finishedOf.delete(actor);
  }
}
