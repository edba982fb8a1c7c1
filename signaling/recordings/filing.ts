import { setTimeout as delay } from 'node:timers/promises';

/** Whoever waits for an answer waits no longer for a file than this. */
const MOMENT_MS = 1000;

/** Files on their way into their recordings: our own recorder's are there in a moment, others take their time. */
export class Filing {
  readonly #onError: (error: unknown, recordingId: string) => void;
  readonly #underWay = new Map<string, Set<Promise<void>>>();
  /** What could not be done, by recording. */
  readonly #failed = new Map<string, (() => Promise<void>)[]>();

  constructor(onError: (error: unknown, recordingId: string) => void) {
    this.#onError = onError;
  }

  /** Does it, and waits for a moment; what takes longer goes on by itself. */
  async add(recordingId: string, work: () => Promise<void>): Promise<void> {
    const all = this.#underWay.get(recordingId) ?? new Set();
    this.#underWay.set(recordingId, all);
    const done = work()
      .catch((error: unknown) => {
        this.#failed.set(recordingId, [...(this.#failed.get(recordingId) ?? []), work]);
        this.#onError(error, recordingId);
      })
      .finally(() => {
        all.delete(done);
        if (all.size === 0) this.#underWay.delete(recordingId);
      });
    all.add(done);
    await moment(done, MOMENT_MS);
  }

  /** Does what failed once more; waits for that a moment. */
  async again(recordingId: string): Promise<void> {
    const failed = this.#failed.get(recordingId) ?? [];
    this.#failed.delete(recordingId);
    await Promise.all(failed.map((work) => this.add(recordingId, work)));
  }

  /** Does something when everything of a recording is there; waits for that a moment. */
  async whenFiled(recordingId: string, work: () => Promise<void>): Promise<void> {
    await this.again(recordingId);
    const before = [...(this.#underWay.get(recordingId) ?? [])];
    await this.add(recordingId, async () => {
      await Promise.all(before);
      await work();
    });
  }

  /** Resolves when everything is there, or after so long. */
  async idle(withinMs: number): Promise<void> {
    await moment(Promise.all([...this.#underWay.values()].flatMap((all) => [...all])), withinMs);
  }
}

/** Waits for something, but no longer than so long. */
async function moment(work: Promise<unknown>, ms: number): Promise<void> {
  const enough = new AbortController();
  const limit = delay(ms, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([work, limit]);
  enough.abort();
}
