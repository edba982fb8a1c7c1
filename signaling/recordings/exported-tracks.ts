import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AppError } from '#protocol/app-error';
import type { Recorder, SegmentSummary, TrackToRecord } from '../../recorder/recorder.ts';
import type { ExportEnd, ExportFact, ExportFailure, TrackExports } from '../../sfu/media-engine.ts';
import type { OpenTap } from './open-tap.ts';
import type { EndingSegment, RecordedRoom, TrackWriter, WriterFact } from './track-writer.ts';

/** A service that failed is asked again so much later; one that had reached its limit at once. */
const AGAIN_AFTER_MS = 5000;
/** The end of a track is told us sooner than this after a service has noticed it. */
const UNASKED_MS = 4000;
/** A recorder that died is there again in a moment. */
const [IMPORT_TRIES, IMPORT_PAUSE_MS] = [3, 1000];

const REASONS = {
  failed: 'export_failed',
  aborted: 'export_aborted',
  limit_reached: 'export_limit_reached',
} as const satisfies Record<ExportFailure['reason'], string>;

/** Has tracks written by a service of the media engine's own, and takes its files over when they have ended. */
export class ExportedTracks implements TrackWriter {
  readonly #exports: TrackExports;
  readonly #recorder: Recorder;
  readonly #log: Logger;
  readonly #listeners = new Set<(fact: WriterFact) => void>();
  /** Segments that were asked for and not stopped. */
  readonly #wanted = new Set<string>();

  constructor(exports: TrackExports, recorder: Recorder, log: Logger) {
    this.#exports = exports;
    this.#recorder = recorder;
    this.#log = log;
    exports.onFact((fact) => this.#heard(fact));
    recorder.onFact((fact) => {
      if (fact.type === 'levels') this.#tell(fact);
    });
  }

  /** Files are taken over when they have ended: there is time. */
  prepare(): void {}

  async begin({ segmentId }: TrackToRecord, open: OpenTap, room: RecordedRoom): Promise<void> {
    if (!room.export) throw new AppError('unavailable', 'the engine writes no tracks');
    this.#wanted.add(segmentId);
    // Beginning takes a service seconds: nobody waits for it but who wants to end it.
    const begun = room.export(open.track.trackId, segmentId).catch((error: unknown) => {
      this.#break(segmentId, 'failed', error instanceof Error ? error.message : String(error));
      return () => {};
    });
    open.attach({
      close: async () => {
        this.#wanted.delete(segmentId);
        const isOver = await begun;
        await this.#exports.stop(segmentId);
        isOver();
      },
    });
  }

  async end(segment: EndingSegment): Promise<SegmentSummary | undefined> {
    const { segmentId } = segment.track;
    const end = await this.#exports.ended(segmentId);
    if (end?.file) return this.#takeOver(segment, end.file);
    if (end?.failure?.reason === 'failed') throw new AppError('invalid_input', end.failure.details);
    return undefined;
  }

  async recover(segment: EndingSegment): Promise<SegmentSummary | undefined> {
    const { folder, segmentId } = segment.track;
    // One that was taken over, and of which that was not noted any more.
    const taken = await this.#recorder.recover({ folder, segmentId });
    if (taken) return taken;
    await this.#exports.stop(segmentId);
    return this.end(segment);
  }

  onFact(listener: (fact: WriterFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #takeOver(
    { track, allowedUntil }: EndingSegment,
    { path, startedAt }: NonNullable<ExportEnd['file']>,
  ): Promise<SegmentSummary | undefined> {
    const file = { path, startedAt, until: await allowedUntil() };
    const summary = await this.#import(track, file);
    await rm(path, { force: true }).catch((error: unknown) =>
      this.#log.warn({ err: error, path }, 'A file that was taken over could not be removed'),
    );
    return summary;
  }

  async #import(track: TrackToRecord, file: Parameters<Recorder['import']>[1]) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#recorder.import(track, file);
      } catch (error) {
        const mayPass = error instanceof AppError && error.code === 'unavailable';
        if (!mayPass || attempt === IMPORT_TRIES) throw error;
        await delay(IMPORT_PAUSE_MS);
      }
    }
  }

  #heard(fact: ExportFact): void {
    const { name: segmentId } = fact;
    if (!this.#wanted.has(segmentId)) return;
    if (fact.type === 'exportStarted') return this.#tell({ type: 'segmentUnderWay', segmentId });
    const { failure } = fact.end;
    if (failure) return this.#break(segmentId, failure.reason, failure.details);
    // Over although nobody asked: as a rule its track is, and we are told so in a moment.
    setTimeout(() => this.#break(segmentId, 'failed', 'it ended by itself'), UNASKED_MS).unref();
  }

  #break(segmentId: string, reason: ExportFailure['reason'], details: string): void {
    if (!this.#wanted.delete(segmentId)) return;
    this.#log.warn({ segmentId, reason, details }, 'A track is not being written any more');
    this.#tell({ type: 'segmentBroken', segmentId, reason: REASONS[reason] });
    const pause = reason === 'limit_reached' ? 0 : AGAIN_AFTER_MS;
    setTimeout(() => this.#tell({ type: 'recorderBack' }), pause).unref();
  }

  #tell(fact: WriterFact): void {
    for (const listener of this.#listeners) listener(fact);
  }
}
