import { LEVEL_MS } from '#protocol/measures';

export interface Levels {
  /** ms after the file's timestamp 0. */
  readonly from: number;
  readonly levels: readonly number[];
}

/** Sums up loudness: the loudest packet in each 100 ms, from 0 (silence) to 127. */
export class SpeechLevels {
  #from = 0;
  #levels: number[] = [];

  /** @param time of a packet, never less than that of the one before. */
  add(time: number, level: number): Levels | undefined {
    const slot = Math.floor(time / LEVEL_MS);
    const first = this.#from / LEVEL_MS;
    // A second is told at once; after a pause the next ones begin anew.
    const done = this.#levels.length > 0 && slot - first >= 10 ? this.take() : undefined;
    if (this.#levels.length === 0) this.#from = slot * LEVEL_MS;
    const index = slot - this.#from / LEVEL_MS;
    while (this.#levels.length < index) this.#levels.push(0);
    this.#levels[index] = Math.max(this.#levels[index] ?? 0, level);
    return done;
  }

  /** What has not been told yet. */
  take(): Levels | undefined {
    if (this.#levels.length === 0) return undefined;
    const taken = { from: this.#from, levels: this.#levels };
    this.#levels = [];
    return taken;
  }
}

/** RFC 6464: the lower seven bits say how far below the loudest, 127 is silence. */
export function levelFromExtension(value: number): number {
  return 127 - (value & 0x7f);
}

/** A guess where senders tell nothing: speech takes more bytes than silence, at whatever rate. */
export function levelFromSize(bytes: number, durationMs: number): number {
  // RFC 6716: a packet of one or two bytes says that nothing is sent (DTX).
  if (bytes <= 2) return 0;
  const kilobits = (bytes * 8) / durationMs;
  return Math.round(Math.max(0, Math.min(127, 40 + 20 * Math.log2(Math.max(1, kilobits / 6)))));
}
