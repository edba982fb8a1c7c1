import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { kindOfSource } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { SegmentSummary, TrackToRecord } from '../../recorder/recorder.ts';
import type { SegmentRow } from '../db/schema-recordings.ts';
import { allowedUntil } from './allowed-until.ts';
import { Filing } from './filing.ts';
import { type GapReason, gapOf } from './gap.ts';
import { writeLevels } from './level-file.ts';
import type { RecordingsStore } from './recordings.store.ts';
import type { EndingSegment, TrackWriter } from './track-writer.ts';

export interface SegmentFilesDeps {
  readonly writer: TrackWriter;
  readonly store: RecordingsStore;
  /** Folder of all recordings, each in one of its own. */
  readonly recordingsDir: string;
  readonly log: Logger;
  readonly now: () => number;
}

type SegmentKey = Pick<SegmentRow, 'id' | 'recording_id'>;
type LostSegment = SegmentKey & Pick<SegmentRow, 'person_id' | 'source' | 'opened_at'>;

const CLOCK_RATE = { audio: 48_000, video: 90_000 } as const;
/** What is not there by then when a server stops is taken over by the next one. */
const LEFT_AFTER_MS = 3000;

/** The files of segments, from when they end: what is in them is noted as soon as they are there. */
export class SegmentFiles {
  readonly #deps: SegmentFilesDeps;
  readonly #filing: Filing;
  /** Loudness on its way to the disk, by segment; there from the beginning on until the file is noted. */
  readonly #levels = new Map<string, { readonly folder: string; written: Promise<void> }>();
  #left = false;

  constructor(deps: SegmentFilesDeps) {
    this.#deps = deps;
    this.#filing = new Filing((error, recordingId) => {
      // What is still on its way when the server stops waits for the next one.
      if (!this.#left) deps.log.error({ err: error, recordingId }, 'A segment stays without its file');
    });
  }

  folder(recordingId: string): string {
    return path.join(this.#deps.recordingsDir, recordingId);
  }

  /** Of a recording in which nothing was recorded. */
  async removeFolder(recordingId: string): Promise<void> {
    await rm(this.folder(recordingId), { recursive: true, force: true });
  }

  /** A segment as its writer knows it; from here on its loudness is kept. */
  trackOf(row: SegmentKey & Pick<SegmentRow, 'source' | 'mime_type'>): TrackToRecord {
    const kind = kindOfSource(row.source);
    const folder = this.folder(row.recording_id);
    if (!this.#levels.has(row.id)) this.#levels.set(row.id, { folder, written: Promise.resolve() });
    return {
      segmentId: row.id,
      recordingId: row.recording_id,
      kind,
      mimeType: row.mime_type,
      clockRate: CLOCK_RATE[kind],
      folder,
    };
  }

  /** Keeps loudness beside the segment, also what is told while it is being closed. */
  keepLevels(segmentId: string, from: number, levels: readonly number[]): void {
    const kept = this.#levels.get(segmentId);
    if (!kept) return;
    kept.written = kept.written
      .then(() => writeLevels(kept.folder, segmentId, from, levels))
      .catch((error: unknown) =>
        this.#deps.log.warn({ err: error, segmentId }, 'Loudness could not be kept'),
      );
  }

  /** Ends the file of a segment and notes what is in it; waits for that a moment. */
  close(segment: SegmentKey): Promise<void> {
    const { store, writer } = this.#deps;
    return this.#work(segment, async (row) => {
      const lost = () =>
        store.addEvent(row.recording_id, gapOf(trackIn(row), row.opened_at, 'export_failed'));
      await this.#note(row, (ending) => writer.end(ending), lost);
    });
  }

  /** Notes what is left of a segment whose writer is gone; waits for that a moment. */
  recover(segment: SegmentKey): Promise<void> {
    return this.#work(segment, async (row) => void (await this.#recover(row)));
  }

  /** As `recover`; notes also from when on the track is missing, of one that the store never held, too. */
  lose(segment: LostSegment, reason: GapReason): Promise<void> {
    const { store, now } = this.#deps;
    return this.#filing.add(segment.recording_id, async () => {
      const row = await store.segment(segment.id);
      const until = row && (await this.#recover(row));
      const at = Math.min(until ?? segment.opened_at, now());
      await store.addEvent(segment.recording_id, gapOf(trackIn(segment), at, reason));
    });
  }

  /** Does once more what failed while the disk was full; waits for that a moment. */
  again(recordingId: string): Promise<void> {
    return this.#filing.again(recordingId);
  }

  /** Does something when every file of a recording is there; waits for that a moment. */
  whenFiled(recordingId: string, work: () => Promise<void>): Promise<void> {
    return this.#filing.whenFiled(recordingId, work);
  }

  /** Waits a little for files that are on their way, and leaves the others to the next server. */
  async leave(): Promise<void> {
    await this.#filing.idle(LEFT_AFTER_MS);
    this.#left = true;
  }

  #work(segment: SegmentKey, work: (row: SegmentRow) => Promise<void>): Promise<void> {
    return this.#filing.add(segment.recording_id, async () => {
      const row = await this.#deps.store.segment(segment.id);
      if (row) await work(row);
    });
  }

  #recover(row: SegmentRow): Promise<number | undefined> {
    return this.#note(row, (ending) => this.#deps.writer.recover(ending));
  }

  /** Notes what is in a segment; answers when that ends.
   *  @param lost told when there was something and nothing of it can be played */
  async #note(
    row: SegmentRow,
    ask: (ending: EndingSegment) => Promise<SegmentSummary | undefined>,
    lost: () => Promise<void> = async () => {},
  ): Promise<number | undefined> {
    const { store, log, now } = this.#deps;
    const ending = { track: this.trackOf(row), allowedUntil: () => this.#allowedUntil(row) };
    const summary = await ask(ending).catch(async (error: unknown) => {
      if (!(error instanceof AppError && error.code === 'invalid_input')) throw error;
      log.error({ err: error, segmentId: row.id }, 'Nothing of a segment can be played');
      await lost();
      return undefined;
    });
    await this.#levels.get(row.id)?.written;
    this.#levels.delete(row.id);
    if (!summary) {
      await store.removeSegment(row.id);
      return undefined;
    }
    await store.changeSegment(row.id, {
      started_at: Math.round(summary.startedAt),
      closed_at: now(),
      duration_ms: Math.round(summary.durationMs),
      file: summary.file,
      bytes: summary.bytes,
      lost_frames: summary.lostFrames,
    });
    return summary.startedAt + summary.durationMs;
  }

  async #allowedUntil(row: SegmentRow): Promise<number | undefined> {
    const { store } = this.#deps;
    const recording = await store.get(row.recording_id);
    const consents = await store.consents(row.recording_id);
    const events = await store.events(row.recording_id);
    return recording && allowedUntil(row, recording, consents, events);
  }
}

const trackIn = (row: Pick<SegmentRow, 'person_id' | 'source'>) => ({
  peerId: row.person_id,
  source: row.source,
});
