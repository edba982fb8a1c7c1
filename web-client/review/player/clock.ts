/** The recording's clock: where the playing is, at any speed, held while what is due has not come. */
export class PlayerClock {
  readonly #now: () => number;
  #at = 0;
  #since: number;
  #speed = 1;
  #running = false;

  /** @param now a clock that never goes back, ms */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** On the recording's clock, ms. */
  get at(): number {
    return this.#running ? this.#at + (this.#now() - this.#since) * this.#speed : this.#at;
  }
  get running(): boolean {
    return this.#running;
  }
  get speed(): number {
    return this.#speed;
  }

  run(running: boolean): void {
    this.goTo(this.at);
    this.#running = running;
  }
  setSpeed(speed: number): void {
    this.goTo(this.at);
    this.#speed = speed;
  }
  goTo(at: number): void {
    this.#at = at;
    this.#since = this.#now();
  }
}

/** A stretch that is played again and again; `until` null while only its beginning is chosen. */
export interface Loop {
  readonly from: number;
  readonly until: number | null;
}

/** Where the playing goes on when it has come to `at`: back in a loop, standing at the end. */
export function following(at: number, length: number, loop: Loop | null): { at: number; ended: boolean } {
  if (loop?.until != null && at >= loop.until) return { at: loop.from, ended: false };
  return at >= length ? { at: length, ended: true } : { at, ended: false };
}

/** The next step of choosing a loop: from here, until here, none. One that would be empty starts anew. */
export function nextLoop(loop: Loop | null, at: number): Loop | null {
  if (!loop) return { from: at, until: null };
  if (loop.until !== null) return null;
  return at > loop.from ? { from: loop.from, until: at } : { from: at, until: null };
}
