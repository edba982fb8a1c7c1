/** A sender's report is believed when it puts a packet at most this long before its arrival: another clock than
 *  this machine's would be further off. */
const NEAR_MS = 1000;
/** Senders' clocks differ by some 50 ppm: older samples say less than the drift. */
const WINDOW_MS = 30_000;
/** More than drift can make of a window: the packets until now have all been late. */
const BEST_YET_MS = 40;

/** Finds where a media clock stands on the wall clock: packets may come late, but none comes before it was sent, so
 *  the smallest difference of arrival and media time is nearest to the truth; a sender's own report can say it still
 *  nearer. All times in ms. */
export class MediaClock {
  #startedAt: number | undefined;
  /** Smallest difference in the first window, where the file's beginning is. */
  #earliest = Infinity;
  #reported = Infinity;
  #windowFrom = 0;
  #window = Infinity;
  #previousWindow = Infinity;

  /** @param media ms on the media clock. */
  arrived(media: number, wall: number): void {
    const offset = wall - media;
    this.#startedAt ??= this.#windowFrom = wall;
    const inFirstWindow = wall - this.#startedAt < WINDOW_MS;
    if (offset < this.#earliest - (inFirstWindow ? 0 : BEST_YET_MS)) this.#earliest = offset;
    if (wall - this.#windowFrom > WINDOW_MS) {
      this.#previousWindow = this.#window;
      this.#window = Infinity;
      this.#windowFrom = wall;
    }
    if (offset < this.#window) this.#window = offset;
  }

  reported(media: number, wall: number): void {
    const offset = wall - media;
    if (offset < this.#earliest - NEAR_MS || offset > this.#earliest) return;
    if (offset < this.#reported) this.#reported = offset;
  }

  /** Wall clock at 0 of the media clock. */
  get origin(): number {
    return Math.min(this.#earliest, this.#reported);
  }

  /** How much later packets seem to come now than in the beginning: by so much the media clock has fallen behind the
   *  wall clock (it is ahead when this is below 0). */
  get drift(): number {
    const recent = Math.min(this.#window, this.#previousWindow);
    return Number.isFinite(recent) ? recent - this.#earliest : 0;
  }

  /** The media clock was put forward: what was learnt of late is to be seen by the new one. */
  putForward(ms: number): void {
    this.#window -= ms;
    this.#previousWindow -= ms;
  }

  /** How much later than the earliest a packet came; far below 0 when the sender's clock has jumped ahead. */
  lateness(media: number, wall: number): number {
    return this.#earliest === Infinity ? 0 : wall - media - this.#earliest;
  }
}
