import { AppendFile } from './append-file.ts';
import { box, fullBox, long, words } from './boxes.ts';
import { movieHead, seekIndex, seekRoom, TIMESCALE } from './mp4-head.ts';
import type { FileHead, Frame, MediaFile } from './media-file.ts';

/** A fragment is written when it is whole: at the latest after this long, sooner when `flush` is called. */
const FRAGMENT_MS = 1000;
/** What the very last frame is given, of which nobody knows how long it was to be seen. */
const LAST_FRAME_MS = 33;

interface Sample {
  readonly time: number;
  readonly keyFrame: boolean;
  readonly parts: readonly Buffer[];
  readonly length: number;
}

/** One fragment as the seek index names it. */
export interface Fragment {
  readonly time: number;
  readonly position: number;
  readonly startsWithKey: boolean;
}

/** Writes H.264 as fragmented MP4, append-only; the room kept in front becomes the seek index in the end. */
export class Mp4File implements MediaFile {
  readonly #file: AppendFile;
  readonly #indexAt: number;
  readonly #fragments: Fragment[] = [];
  readonly #durationAt: number;
  #samples: Sample[] = [];
  #sequence = 0;
  /** What the next fragment begins with: a frame's length is known when the next one has come. */
  #lastLength = LAST_FRAME_MS;

  constructor(path: string, head: FileHead, onError: (error: NodeJS.ErrnoException) => void) {
    const { data, durationAt } = movieHead(
      head.size ?? { width: 0, height: 0 },
      head.setup ?? Buffer.alloc(0),
    );
    this.#durationAt = durationAt;
    this.#indexAt = data.length;
    this.#file = new AppendFile(path, onError);
    this.#file.append(data);
    this.#file.append(seekRoom());
  }

  get position(): number {
    return this.#file.size;
  }

  get size(): number {
    return this.#file.size;
  }

  write({ time, keyFrame, parts }: Frame): void {
    if (this.#file.failed) return;
    const first = this.#samples[0];
    const at = toScale(time);
    if (first && (keyFrame || at - first.time >= toScale(FRAGMENT_MS))) this.#close(at);
    let length = 0;
    for (const part of parts) length += part.length;
    this.#samples.push({ time: at, keyFrame, parts, length });
  }

  /** The newest frame stays behind until its successor tells how long it is seen. */
  flush(): void {
    const last = this.#samples.pop();
    if (!last) return;
    this.#close(last.time);
    this.#samples = [last];
  }

  finish(durationMs: number): Promise<void> {
    const last = this.#samples.at(-1);
    const end = last ? last.time + Math.max(1, this.#lastLength) : 0;
    this.#close(end);
    const duration = words(durationMs);
    const index = seekIndex(this.#fragments, end, this.#file.size, this.#indexAt);
    return this.#file.close([{ at: this.#durationAt, data: duration }], [{ at: this.#indexAt, data: index }]);
  }

  /** @param next when the frame after the fragment is seen, in units of the file. */
  #close(next: number): void {
    const samples = this.#samples;
    const first = samples[0];
    if (!first || this.#file.failed) return;
    this.#samples = [];
    this.#sequence += 1;
    this.#fragments.push({ time: first.time, position: this.#file.size, startsWithKey: first.keyFrame });
    const entries: number[] = [];
    let bytes = 8;
    samples.forEach((sample, index) => {
      this.#lastLength = (samples[index + 1]?.time ?? next) - sample.time;
      // Sync samples depend on none; the others depend on others, and are no sync samples.
      entries.push(this.#lastLength, sample.length, sample.keyFrame ? 0x02000000 : 0x01010000);
      bytes += sample.length;
    });
    this.#file.append(fragmentHead(this.#sequence, first.time, entries));
    this.#file.append(Buffer.concat([words(bytes), Buffer.from('mdat', 'latin1')]));
    for (const sample of samples) for (const part of sample.parts) this.#file.append(part);
    this.#file.commit();
  }
}

function toScale(ms: number): number {
  return Math.round((ms * TIMESCALE) / 1000);
}

function fragmentHead(sequence: number, time: number, entries: readonly number[]): Buffer {
  const make = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, words(sequence)),
      box(
        'traf',
        // Default-base-is-moof: offsets count from this box.
        fullBox('tfhd', 0, 0x020000, words(1)),
        fullBox('tfdt', 1, 0, long(time)),
        // Data offset; then length, size and flags of each sample.
        fullBox('trun', 0, 0x000701, words(entries.length / 3, dataOffset, ...entries)),
      ),
    );
  return make(make(0).length + 8);
}
