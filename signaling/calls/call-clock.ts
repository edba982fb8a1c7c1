import type { Logger } from 'pino';
import type { CallRow } from '../db/schema.ts';
import type { OneAtATime } from '#protocol/one-at-a-time';
import type { CallComings } from './call-comings.ts';
import { type Due, whatIsDue } from './call-due.ts';
import type { CallEnding } from './call-ending.ts';
import type { CallOffering } from './call-offering.ts';
import { isLive, passedBy } from './call-state.ts';
import type { CallsStore } from './calls.store.ts';

export interface CallClockDeps {
  readonly store: CallsStore;
  readonly turns: OneAtATime;
  readonly comings: CallComings;
  readonly offerNext: CallOffering;
  readonly finish: CallEnding;
  readonly times: CallTimes;
  readonly log: Logger;
  readonly now: () => number;
}

/** How long things in calls may take, ms. */
export interface CallTimes {
  /** An agent has to answer an offer. */
  readonly offerMs: number;
  /** A call waits for a side that has no page any more. */
  readonly graceMs: number;
  /** An offer waits for an agent who has no page any more. */
  readonly offerGraceMs: number;
  /** An answered call waits for its media. */
  readonly connectMs: number;
  /** Deadlines are looked at. */
  readonly sweepMs: number;
}

/** Moves calls on whose time has come, and adopts those that a server before this one left open. */
export class CallClock {
  readonly #deps: CallClockDeps;
  /** Calls of a server before this one to which nobody has come back yet. */
  readonly #adopted = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(deps: CallClockDeps) {
    this.#deps = deps;
  }

  /** Adopts what is open, then looks at deadlines regularly. */
  async start(): Promise<void> {
    for (const row of await this.#deps.store.live()) await this.#adopt(row);
    this.#timer = setInterval(() => void this.sweep(), this.#deps.times.sweepMs);
    this.#timer.unref();
  }

  /** Somebody has come back to this call. */
  returned(callId: string): void {
    this.#adopted.delete(callId);
  }

  /** Moves on every call whose time has come; never rejects. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #adopt(row: CallRow): Promise<void> {
    const { store, now, times } = this.#deps;
    const at = now();
    const until = at + times.graceMs;
    const deadlines = {
      waiting: until,
      offered: Math.max(until, at + times.offerMs),
      connecting: until + times.connectMs,
      active: null,
      ended: null,
      missed: null,
    };
    const adopted = await store.adopt(row, { at, until, deadline: deadlines[row.status] });
    if (adopted) this.#adopted.add(row.id);
  }

  async #sweep(): Promise<void> {
    const { store, turns, log } = this.#deps;
    try {
      const rows = await store.live();
      const due = rows.filter((row) => this.#due(row) !== undefined);
      await Promise.all(due.map((row) => turns.run(row.id, () => this.#moveOn(row.id))));
    } catch (error) {
      log.error({ err: error }, 'Calls could not be moved on');
    }
  }

  #due(row: CallRow): Due | undefined {
    return whatIsDue(row, this.#deps.now(), this.#adopted.has(row.id));
  }

  async #moveOn(callId: string): Promise<void> {
    const { store, comings, offerNext, finish, now } = this.#deps;
    const before = await store.get(callId);
    if (!before || !isLive(before)) return;
    await comings.look(before);
    const row = await store.get(callId);
    const due = row && this.#due(row);
    if (!due) return;
    switch (due.type) {
      case 'offerNext':
        await offerNext(row, due.pass);
        break;
      case 'end':
        await finish(row, { to: 'ended', at: now(), reason: due.reason });
        break;
      case 'miss':
        await finish(row, { to: 'missed', at: now(), reason: due.reason, passedBy: passedBy(row) });
        break;
    }
    this.#adopted.delete(callId);
  }
}
