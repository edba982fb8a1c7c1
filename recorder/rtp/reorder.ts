import { Unwrapper } from './counting.ts';

/** As long as a publisher's retransmission may take to come through the SFU, twice over. */
const WAIT_MS = 600;
/** More than a second of a fast track: whatever is missing then does not come any more. */
const MOST_HELD = 2048;
/** A step this far is another sequence, not a loss. */
const NEW_SEQUENCE = 3000;

/** Puts packets in the order in which they were sent: waits for missing ones, drops doubles and what comes too late. */
export class ReorderBuffer<T> {
  readonly #deliver: (packet: T) => void;
  readonly #onLoss: (packets: number) => void;
  readonly #unwrapper = new Unwrapper(16);
  #next: number | undefined;
  readonly #held = new Map<number, { packet: T; at: number }>();
  /** Arrival of the packet that has waited longest. */
  #waitingSince = 0;
  #furthest = 0;

  /** @param onLoss how many packets in a row were given up, before the one after them is delivered. */
  constructor(deliver: (packet: T) => void, onLoss: (packets: number) => void) {
    this.#deliver = deliver;
    this.#onLoss = onLoss;
  }

  /** @param now ms on any steady clock. */
  push(sequence: number, packet: T, now: number): void {
    const number = this.#unwrapper.unwrap(sequence);
    if (this.#next === undefined || number === this.#next) {
      this.#next = number + 1;
      this.#deliver(packet);
      if (this.#held.size > 0) this.#release(now);
      return;
    }
    if (number < this.#next) {
      // Late or doubled, unless the sender has begun to count anew.
      if (this.#next - number > NEW_SEQUENCE) this.#startAnew(number, packet);
      return;
    }
    if (number - this.#next > NEW_SEQUENCE) return this.#startAnew(number, packet);
    if (this.#held.size === 0) this.#waitingSince = now;
    this.#held.set(number, { packet, at: now });
    this.#furthest = Math.max(this.#furthest, number);
    if (this.#held.size > MOST_HELD) this.#skip(now);
  }

  /** Gives up what has been waited for too long; to be called now and then. */
  expire(now: number): void {
    while (this.#held.size > 0 && now - this.#waitingSince > WAIT_MS) this.#skip(now);
  }

  /** Delivers all that is held: nothing more will come. */
  drain(): void {
    while (this.#held.size > 0) this.#skip(0);
  }

  get waiting(): boolean {
    return this.#held.size > 0;
  }

  #startAnew(number: number, packet: T): void {
    this.drain();
    this.#onLoss(1);
    this.#next = number + 1;
    this.#deliver(packet);
  }

  #skip(now: number): void {
    const missing = this.#next ?? 0;
    let present = missing;
    while (!this.#held.has(present) && present <= this.#furthest) present += 1;
    this.#onLoss(present - missing);
    this.#next = present;
    this.#release(now);
  }

  /** Delivers what is in order now, up to the next hole. */
  #release(now: number): void {
    let next = this.#next ?? 0;
    for (;;) {
      const entry = this.#held.get(next);
      if (!entry) break;
      this.#held.delete(next);
      next += 1;
      this.#next = next;
      this.#deliver(entry.packet);
    }
    // The hole that is left is as old as the oldest packet behind it.
    if (this.#held.size > 0) {
      let oldest = now;
      for (const { at } of this.#held.values()) if (at < oldest) oldest = at;
      this.#waitingSince = oldest;
    }
  }
}
