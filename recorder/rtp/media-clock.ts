/** A sender's report is believed when it puts a packet at most this long before its arrival: another clock than
 *  this machine's would be further off. */
const NEAR_MS = 1000;
/** Senders' clocks differ by some 50 ppm: older samples say less than the drift. */
const WINDOW_MS = 30_000;

/** Finds where a media clock stands on the wall clock: packets may come late, but none comes before it was sent, so
 *  the smallest difference of arrival and media time is nearest to the truth; a sender's own report can say it still
 *  nearer. All times in ms. */
export class MediaClock {
  #earliest = Infinity;
  #reported = Infinity;
  #windowEarliest = Infinity;
  #windowFrom = 0;
  #previousWindow = Infinity;

  /** @param media ms on the media clock. */
  arrived(media: number, wall: number): void {
    const offset = wall - media;
    if (offset < this.#earliest) this.#earliest = offset;
    if (wall - this.#windowFrom > WINDOW_MS) {
      this.#previousWindow = this.#windowEarliest;
      this.#windowEarliest = Infinity;
      this.#windowFrom = wall;
    }
    if (offset < this.#windowEarliest) this.#windowEarliest = offset;
  }

  reported(media: number, wall: number): void {
    const offset = wall - media;
    if (offset < this.#earliest - NEAR_MS || offset > this.#earliest) return;
    if (offset < this.#reported) this.#reported = offset;
  }

  /** Wall clock at 0 of the media clock, as it was at the start. */
  get origin(): number {
    return Math.min(this.#earliest, this.#reported);
  }

  /** Wall clock at 0 of the media clock, from recent arrivals alone: it differs from `origin` as the clocks drift. */
  get recentOrigin(): number {
    return Math.min(this.#windowEarliest, this.#previousWindow);
  }

  /** How much later than the earliest a packet came; far below 0 when the sender's clock has jumped ahead. */
  lateness(media: number, wall: number): number {
    return this.#earliest === Infinity ? 0 : wall - media - this.#earliest;
  }
}
