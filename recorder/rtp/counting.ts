/** Follows a counter that wraps, as RTP sequence numbers (16 bit) and timestamps (32 bit) do: each value is taken for
 *  the nearest to the one before. */
export class Unwrapper {
  readonly #size: number;
  #last: number | undefined;

  constructor(bits: 16 | 32) {
    this.#size = 2 ** bits;
  }

  /** The value on a line that does not wrap; the first one is given back as it is. */
  unwrap(value: number): number {
    return (this.#last = this.peek(value));
  }

  /** What `unwrap` would answer, without following. */
  peek(value: number): number {
    const last = this.#last;
    if (last === undefined) return value;
    let step = (value - last) % this.#size;
    if (step < 0) step += this.#size;
    if (step >= this.#size / 2) step -= this.#size;
    return last + step;
  }
}
