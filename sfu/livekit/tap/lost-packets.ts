const ASK_EVERY_MS = 40;
const ASK_AT_MOST = 8;
/** More at once are a gap, not a loss: nobody sends them again. */
const GAP = 200;
const ROUND = 2 ** 16;

/** Asks for packets again that did not come (RFC 4585, generic NACK). */
export class LostPackets {
  readonly #ask: (sequences: readonly number[]) => void;
  /** How often each was asked for. */
  readonly #missing = new Map<number, number>();
  #highest: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(ask: (sequences: readonly number[]) => void) {
    this.#ask = ask;
  }

  /** A packet has come. */
  note(sequence: number): void {
    const highest = this.#highest;
    const ahead = highest === undefined ? 1 : (sequence - highest + ROUND) % ROUND;
    if (ahead === 0 || ahead > ROUND / 2) {
      this.#missing.delete(sequence);
      return;
    }
    this.#highest = sequence;
    if (highest === undefined || ahead === 1) return;
    if (ahead > GAP) {
      this.close();
      return;
    }
    for (let step = 1; step < ahead; step += 1) this.#missing.set((highest + step) % ROUND, 0);
    this.#askAgain();
    this.#timer ??= setInterval(() => this.#askAgain(), ASK_EVERY_MS);
  }

  /** What comes next is counted by itself. */
  restart(): void {
    this.close();
    this.#highest = undefined;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#missing.clear();
  }

  #askAgain(): void {
    for (const [sequence, asked] of this.#missing) {
      if (asked >= ASK_AT_MOST) this.#missing.delete(sequence);
      else this.#missing.set(sequence, asked + 1);
    }
    if (this.#missing.size === 0) this.close();
    else this.#ask([...this.#missing.keys()].toSorted((a, b) => a - b));
  }
}
