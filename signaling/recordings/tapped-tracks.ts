import type { Logger } from 'pino';
import { AppError } from '#protocol/app-error';
import type { Recorder, SegmentSummary, TrackToRecord } from '../../recorder/recorder.ts';
import type { OpenTap } from './open-tap.ts';
import type { EndingSegment, RecordedRoom, TrackWriter, WriterFact } from './track-writer.ts';

/** Leads tracks as packets to our own recorder. */
export class TappedTracks implements TrackWriter {
  readonly #recorder: Recorder;
  readonly #log: Logger;

  constructor(recorder: Recorder, log: Logger) {
    this.#recorder = recorder;
    this.#log = log;
  }

  prepare(): void {
    this.#recorder.prepare();
  }

  async begin(track: TrackToRecord, open: OpenTap, room: RecordedRoom): Promise<void> {
    const { segmentId } = track;
    const ports = await this.#recorder.open(track);
    // Asked after each wait: an answer may have been taken back meanwhile.
    if (open.stopped) return;
    const tap = await room.tap(open.track.trackId, ports);
    open.attach(tap);
    const { payloadType, ssrc, audioLevelExtension } = tap;
    await this.#recorder.begin(segmentId, { payloadType, ssrc, audioLevelExtension });
    await open.start();
  }

  async end(segment: EndingSegment): Promise<SegmentSummary | undefined> {
    const { segmentId } = segment.track;
    return this.#recorder.end(segmentId).catch((error: unknown) => {
      // Stopped before the recorder knew of it.
      if (error instanceof AppError && error.code === 'not_found') return this.recover(segment);
      this.#log.warn({ err: error, segmentId }, 'A segment is read from the disk');
      return this.recover(segment);
    });
  }

  recover({ track: { folder, segmentId } }: EndingSegment): Promise<SegmentSummary | undefined> {
    return this.#recorder.recover({ folder, segmentId });
  }

  onFact(listener: (fact: WriterFact) => void): () => void {
    return this.#recorder.onFact(listener);
  }
}
