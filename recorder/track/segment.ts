import path from 'node:path';
import type { TrackFormat } from '../codecs/codecs.ts';
import type { PictureSize } from '../codecs/picture.ts';
import { AppendFile } from '../files/append-file.ts';
import type { Frame, MediaFile } from '../files/media-file.ts';
import { Mp4File } from '../files/mp4-file.ts';
import { WebmFile } from '../files/webm-file.ts';
import type { ManifestFact } from '../manifest.ts';
import type { SegmentSummary, TrackToRecord } from '../recorder.ts';

/** Half of what a crash may cost. */
const FLUSH_MS = 500;
/** The manifest is written less often: each write costs as much as one of media. */
const NOTE_MS = 1000;

export interface SegmentStart {
  /** Wall clock of timestamp 0 as far as it is known. */
  readonly startedAt: number;
  readonly size?: PictureSize | undefined;
  readonly setup?: Buffer | undefined;
}

/** What is on the disk of one segment: the file and, beside it, the manifest. */
export class Segment {
  readonly file: string;
  readonly #media: MediaFile;
  readonly #manifest: AppendFile;
  readonly #onBroken: (reason: 'disk_full' | 'write_failed') => void;
  readonly #id: string;
  #end = 0;
  #flushedAt = 0;
  #notedAt = 0;
  #broken = false;

  /** Throws what the system says when the files cannot be made. */
  constructor(
    track: TrackToRecord,
    format: TrackFormat,
    start: SegmentStart,
    onBroken: (reason: 'disk_full' | 'write_failed') => void,
  ) {
    this.#id = track.segmentId;
    this.#onBroken = onBroken;
    this.file = `${track.segmentId}.${format.container}`;
    const place = path.join(track.folder, this.file);
    const head = { webmCodec: format.webmCodec, size: start.size, setup: start.setup };
    const fail = (error: NodeJS.ErrnoException) => this.#fail(error);
    this.#manifest = new AppendFile(path.join(track.folder, `${track.segmentId}.jsonl`), fail);
    try {
      this.#media =
        format.container === 'mp4' ? new Mp4File(place, head, fail) : new WebmFile(place, head, fail);
    } catch (error) {
      void this.#manifest.close();
      throw error;
    }
    const { segmentId, recordingId, kind, mimeType } = track;
    this.note({
      type: 'start',
      segmentId,
      recordingId,
      kind,
      mimeType,
      file: this.file,
      startedAt: start.startedAt,
    });
  }

  /** @param durationMs how long the frame is heard or seen, as far as that is known. */
  write(frame: Frame, durationMs: number): void {
    if (this.#broken) return;
    this.#media.write(frame);
    this.#end = frame.time + durationMs;
  }

  /** Where the newest frame's cluster begins. */
  get position(): number {
    return this.#media.position;
  }

  note(fact: ManifestFact): void {
    this.#manifest.append(Buffer.from(`${JSON.stringify(fact)}\n`));
  }

  /** Writes what has lain long enough. */
  tick(now: number): void {
    if (this.#broken || now - this.#flushedAt < FLUSH_MS) return;
    this.#flushedAt = now;
    this.#media.flush();
    if (now - this.#notedAt < NOTE_MS) return;
    this.#notedAt = now;
    this.note({ type: 'written', at: this.#end });
    this.#manifest.commit();
  }

  async finish(startedAt: number, lostFrames: number): Promise<SegmentSummary> {
    const durationMs = this.#end;
    await this.#media.finish(durationMs);
    const bytes = this.#media.size;
    this.note({ type: 'end', startedAt, durationMs, bytes, lostFrames });
    this.#manifest.commit();
    await this.#manifest.close();
    return { segmentId: this.#id, file: this.file, startedAt, durationMs, bytes, lostFrames };
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#onBroken(reasonOf(error));
  }
}

/** Why a write failed, in the recorder's words. */
export function reasonOf(error: NodeJS.ErrnoException): 'disk_full' | 'write_failed' {
  return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'disk_full' : 'write_failed';
}
