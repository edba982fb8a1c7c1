import { Unwrapper } from '../rtp/counting.ts';
import { MediaClock } from '../rtp/media-clock.ts';

/** A packet that comes this much before the earliest one could have, or after it, is on another clock. */
const TOO_EARLY_MS = 5000;
const TOO_LATE_MS = 30_000;
/** In order, time goes forward; pictures that are reordered by their encoder go back a little. */
const BACK_MS = 1000;
/** Clocks of senders and ours go apart by 0.2 ms in a second at most; nobody hears a correction of 0.5. */
const [CORRECT_EVERY_MS, CORRECTION_MS, TOLERANCE_MS] = [1000, 0.5, 5];

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
  #correctedAt = 0;

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
    if (arrivedAt - this.#correctedAt > CORRECT_EVERY_MS) this.#correct(arrivedAt);
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

  /** How far the sender's clock has gone apart from ours since the beginning, in ms, corrections left out. */
  get drift(): number {
    return this.#clock.drift;
  }

  /** Leads the line back to the wall clock in steps that nobody notices: over an hour, two senders' clocks would
   *  drift apart by more than the eye forgives. */
  #correct(now: number): void {
    this.#correctedAt = now;
    const { drift } = this.#clock;
    if (Math.abs(drift) < TOLERANCE_MS) return;
    const step = Math.max(-CORRECTION_MS, Math.min(CORRECTION_MS, drift));
    this.#shift += step;
    this.#clock.putForward(step);
  }

  #toLine(timestamp: number): number {
    return (timestamp / this.#clockRate) * 1000 + this.#shift;
  }
}
