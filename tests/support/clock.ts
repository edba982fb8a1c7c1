/** The service's clock in tests: real time, and as much more as a test lets pass. */
export class TestClock {
  #ahead = 0;

  readonly now = (): number => Date.now() + this.#ahead;

  /** Lets time pass at once. */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}
