import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '#protocol/app-error';
import { formatOf } from '../codecs/codecs.ts';
import { opusDuration, opusHead } from '../codecs/opus.ts';
import type { Picture, PictureCodec, PictureSize } from '../codecs/picture.ts';
import type { SegmentFact } from '../messages.ts';
import type { SegmentSummary, TrackToRecord } from '../recorder.ts';
import { Segment } from '../track/segment.ts';
import { levelFromSize, type Levels, SpeechLevels } from '../track/speech-levels.ts';
import { payloadsOf } from './frame-payloads.ts';
import type { FileFrame } from './read-frames.ts';

/** Longer than the gaps that DTX leaves in speech. */
const SILENCE_MS = 500;
/** What the system is given the time to write between. */
const BREATH_MS = 1000;
const USUAL_PICTURE_MS = 33;

/** One segment written from the frames of a file: the same file and manifest as from packets. */
export class RewrittenSegment {
  readonly #track: TrackToRecord;
  readonly #zeroAt: number;
  readonly #tell: (fact: SegmentFact) => void;
  readonly #levels = new SpeechLevels();
  #codec: PictureCodec | undefined;
  #segment: Segment | undefined;
  #broken: 'disk_full' | 'write_failed' | undefined;
  /** On the file's clock: what is timestamp 0 here. */
  #zero = 0;
  /** Beginning and end of the newest frame here. */
  #time = -1;
  #end = 0;
  #size: PictureSize | undefined;
  #breathedAt = 0;

  /** @param zeroAt wall clock of the file's timestamp 0 */
  constructor(track: TrackToRecord, zeroAt: number, tell: (fact: SegmentFact) => void) {
    this.#track = track;
    this.#zeroAt = zeroAt;
    this.#tell = tell;
  }

  /** @throws AppError `unavailable` when the disk takes no more */
  async write(frame: FileFrame): Promise<void> {
    if (this.#track.kind === 'audio') this.#writeSound(frame);
    else this.#writePicture(frame);
    if (this.#broken) throw new AppError('unavailable', this.#broken);
    if (this.#time - this.#breathedAt < BREATH_MS) return;
    this.#breathedAt = this.#time;
    this.#segment?.tick(performance.now());
    await turn();
  }

  /** Undefined when no frame was written. */
  async finish(): Promise<SegmentSummary | undefined> {
    const segment = this.#segment;
    if (!segment) return undefined;
    this.#tellLevels(this.#levels.take());
    this.#segment = undefined;
    const summary = await segment.finish(this.#zeroAt + this.#zero, 0);
    if (this.#broken) throw new AppError('unavailable', this.#broken);
    return summary;
  }

  #writeSound({ at, mimeType, data }: FileFrame): void {
    const segment = this.#segment ?? this.#start(at, mimeType, { setup: opusHead() });
    const duration = opusDuration(data);
    const time = this.#place(segment, at, duration);
    segment.write({ time, keyFrame: true, parts: [data] }, duration);
    this.#tellLevels(this.#levels.add(time, levelFromSize(data.length, duration)));
  }

  #writePicture({ at, mimeType, data, setup }: FileFrame): void {
    const picture = this.#read(mimeType, data, setup);
    // A decoder can begin with nothing else.
    if (!picture || (!this.#segment && !picture.keyFrame)) return;
    const segment = this.#segment ?? this.#start(at, mimeType, picture);
    const time = this.#place(segment, at, USUAL_PICTURE_MS);
    segment.write({ time, keyFrame: picture.keyFrame, parts: picture.parts }, USUAL_PICTURE_MS);
    if (!picture.keyFrame) return;
    segment.note({ type: 'key', at: time, byte: segment.position });
    const { size } = picture;
    if (!size || (size.width === this.#size?.width && size.height === this.#size.height)) return;
    this.#size = size;
    segment.note({ type: 'size', at: time, width: size.width, height: size.height });
  }

  #read(mimeType: string, data: Buffer, setup: Buffer | undefined): Picture | undefined {
    const format = formatOf(mimeType);
    if (format?.kind !== 'video') return undefined;
    this.#codec ??= format.createCodec();
    return this.#codec.assemble(payloadsOf(mimeType, data, setup));
  }

  #start(at: number, mimeType: string, head: Pick<Picture, 'size' | 'setup'>): Segment {
    const format = formatOf(mimeType);
    if (!format) throw new AppError('invalid_input', mimeType);
    const startedAt = this.#zeroAt + at;
    const { size, setup } = head;
    this.#zero = at;
    this.#segment = new Segment(
      { ...this.#track, mimeType },
      format,
      { startedAt, size, setup },
      (reason) => (this.#broken ??= reason),
    );
    return this.#segment;
  }

  /** When the frame is seen or heard here; notes when nothing was before. */
  #place(segment: Segment, at: number, duration: number): number {
    const time = Math.max(Math.round(at - this.#zero), this.#time + 1);
    if (time - this.#end > SILENCE_MS) segment.note({ type: 'silence', from: this.#end, to: time });
    this.#time = time;
    this.#end = time + duration;
    return time;
  }

  #tellLevels(levels: Levels | undefined): void {
    if (!levels) return;
    this.#segment?.note({ type: 'levels', ...levels });
    this.#tell({ type: 'levels', segmentId: this.#track.segmentId, ...levels });
  }
}
