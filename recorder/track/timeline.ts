import { Unwrapper } from '../rtp/counting.ts';
import { MediaClock } from '../rtp/media-clock.ts';

/** A packet that comes this much before the earliest one could have, or after it, is on another clock. */
const TOO_EARLY_MS = 5000;
const TOO_LATE_MS = 30_000;
/** In order, time goes forward; pictures that are reordered by their encoder go back a little. */
const BACK_MS = 1000;

/** Places packets on a line of time by what their sender stamped on them, never by when they came, except where the
 *  sender begins to count anew. */
export class Timeline {
  readonly #clockRate: number;
  readonly #clock = new MediaClock();
  readonly #onRestart: () => void;
  #unwrapper = new Unwrapper(32);
  /** From the sender's clock in ms to the line. */
  #shift = 0;
  #last: number | undefined;
  #restarting = false;

  constructor(clockRate: number, onRestart: () => void) {
    this.#clockRate = clockRate;
    this.#onRestart = onRestart;
  }

  /** ms on the line, of a packet in order. */
  place(timestamp: number, arrivedAt: number): number {
    let time = this.#toLine(this.#unwrapper.unwrap(timestamp));
    if (this.#last !== undefined) {
      const lateness = this.#clock.lateness(time, arrivedAt);
      const strange = lateness < -TOO_EARLY_MS || lateness > TOO_LATE_MS || time < this.#last - BACK_MS;
      if (strange || this.#restarting) {
        this.#unwrapper = new Unwrapper(32);
        time = Math.max(arrivedAt - this.#clock.origin, this.#last);
        this.#shift += time - this.#toLine(this.#unwrapper.unwrap(timestamp));
        this.#onRestart();
      }
    }
    this.#restarting = false;
    this.#last = time;
    this.#clock.arrived(time, arrivedAt);
    return time;
  }

  /** The sender's own word on its clock; of use once a packet has come. */
  reported(timestamp: number, wall: number): void {
    if (this.#last !== undefined) this.#clock.reported(this.#toLine(this.#unwrapper.peek(timestamp)), wall);
  }

  /** The next packet is another stream's. */
  restart(): void {
    this.#restarting = true;
  }

  /** Wall clock at a place on the line. */
  wallAt(time: number): number {
    return this.#clock.origin + time;
  }

  /** The same, from recent packets alone. */
  recentWallAt(time: number): number {
    return this.#clock.recentOrigin + time;
  }

  #toLine(timestamp: number): number {
    return (timestamp / this.#clockRate) * 1000 + this.#shift;
  }
}
