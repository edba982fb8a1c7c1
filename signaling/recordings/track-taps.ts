import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Recorder, SegmentSummary } from '../../recorder/recorder.ts';
import type { MediaRoom, MediaTrackInfo } from '../../sfu/media-engine.ts';
import type { Side } from '../calls/calls.service.ts';
import { newId } from '../db/ids.ts';
import { writeLevels } from './level-file.ts';
import { OpenTap } from './open-tap.ts';
import { type LiveRecording, mayRecord } from './recording-state.ts';
import type { RecordingsStore } from './recordings.store.ts';

export interface TrackTapsDeps {
  readonly recorder: Recorder;
  readonly store: RecordingsStore;
  /** Folder of all recordings, each in one of its own. */
  readonly recordingsDir: string;
  readonly room: (callId: string) => Pick<MediaRoom, 'tracks' | 'tap'> | undefined;
  readonly log: Logger;
  readonly now: () => number;
}

type Room = Pick<MediaRoom, 'tracks' | 'tap'>;

const CLOCK_RATE = { audio: 48_000, video: 90_000 } as const;

/** Leads the tracks of rooms into files: exactly those that may be recorded. */
export class TrackTaps {
  readonly #deps: TrackTapsDeps;
  /** Loudness on its way to the disk, by segment; there from `open` on until the file is closed. */
  readonly #levels = new Map<string, { readonly folder: string; written: Promise<void> }>();
  /** False while the recorder's process is being started again. */
  recorderThere = true;

  constructor(deps: TrackTapsDeps) {
    this.#deps = deps;
  }

  folder(recordingId: string): string {
    return path.join(this.#deps.recordingsDir, recordingId);
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

  /** Stops at once what may not be recorded any more; its files are closed by `settle`. */
  stopForbidden(live: LiveRecording): void {
    for (const open of live.taps.values()) if (!mayRecord(live, open.track)) open.stop();
  }

  /** Closes what has ended or may not be recorded any more, opens what may be and is not; call it in the call's
   *  turn. What is turned off has nothing to record until it is on for the first time. */
  async settle(live: LiveRecording): Promise<void> {
    const room = this.#deps.room(live.row.call_id);
    const tracks = room?.tracks() ?? [];
    const wanted = new Map(
      this.recorderThere
        ? tracks.filter((track) => isWanted(live, track)).map((track) => [track.trackId, track])
        : [],
    );
    for (const [trackId, open] of live.taps) {
      if (open.stopped || !wanted.has(trackId)) await this.close(live, open);
    }
    for (const track of wanted.values()) {
      if (room && !live.taps.has(track.trackId)) await this.#open(live, room, track);
    }
  }

  async closeAll(live: LiveRecording): Promise<void> {
    for (const open of live.taps.values()) open.stop();
    for (const open of live.taps.values()) await this.close(live, open);
  }

  /** Ends one file and notes what is in it. */
  async close(live: LiveRecording, open: OpenTap): Promise<void> {
    const { recorder, log } = this.#deps;
    open.stop();
    live.taps.delete(open.track.trackId);
    const { segmentId } = open;
    const summary = await recorder.end(segmentId).catch((error: unknown) => {
      log.warn({ err: error, segmentId }, 'A segment is read from the disk');
      return this.#recovered(live.row.id, segmentId);
    });
    await this.#levels.get(segmentId)?.written;
    this.#levels.delete(segmentId);
    await this.#note(segmentId, summary);
  }

  /** Notes what a recorder that is gone has left of a segment; answers when that ends. */
  async recover(recordingId: string, segmentId: string): Promise<number | undefined> {
    const summary = await this.#recovered(recordingId, segmentId);
    this.#levels.delete(segmentId);
    await this.#note(segmentId, summary);
    return summary && summary.startedAt + summary.durationMs;
  }

  async #open(live: LiveRecording, room: Room, track: MediaTrackInfo): Promise<void> {
    const { recorder, store, log, now } = this.#deps;
    const open = new OpenTap(newId(), track);
    const { segmentId } = open;
    live.taps.set(track.trackId, open);
    this.#levels.set(segmentId, { folder: this.folder(live.row.id), written: Promise.resolve() });
    await store.addSegment({
      id: segmentId,
      recording_id: live.row.id,
      side: sideOf(live, track),
      person_id: track.peerId,
      source: track.source,
      mime_type: track.mimeType,
      opened_at: now(),
      duration_ms: 0,
      bytes: 0,
      lost_frames: 0,
    });
    try {
      await mkdir(this.folder(live.row.id), { recursive: true, mode: 0o700 });
      const ports = await recorder.open({
        segmentId,
        recordingId: live.row.id,
        kind: track.kind,
        mimeType: track.mimeType,
        clockRate: CLOCK_RATE[track.kind],
        folder: this.folder(live.row.id),
      });
      // Asked again after each wait: an answer may have been taken back meanwhile.
      if (open.stopped || !mayRecord(live, track)) return await this.close(live, open);
      const tap = await room.tap(track.trackId, ports);
      open.attach(tap);
      const { payloadType, ssrc, audioLevelExtension } = tap;
      await recorder.begin(segmentId, { payloadType, ssrc, audioLevelExtension });
      if (!mayRecord(live, track)) open.stop();
      await open.start();
    } catch (error) {
      log.warn({ err: error, segmentId }, 'A track could not be recorded');
      await this.close(live, open);
    }
  }

  async #recovered(recordingId: string, segmentId: string): Promise<SegmentSummary | undefined> {
    const folder = this.folder(recordingId);
    return this.#deps.recorder.recover({ folder, segmentId }).catch((error: unknown) => {
      this.#deps.log.error({ err: error, segmentId }, 'A segment cannot be read');
      return undefined;
    });
  }

  async #note(segmentId: string, summary: SegmentSummary | undefined): Promise<void> {
    const { store, now } = this.#deps;
    if (!summary) return store.removeSegment(segmentId);
    await store.changeSegment(segmentId, {
      started_at: Math.round(summary.startedAt),
      closed_at: now(),
      duration_ms: Math.round(summary.durationMs),
      file: summary.file,
      bytes: summary.bytes,
      lost_frames: summary.lostFrames,
    });
  }
}

function sideOf({ participants }: LiveRecording, { peerId }: MediaTrackInfo): Side {
  return participants.find(({ id }) => id === peerId)?.side ?? 'agent';
}

function isWanted(live: LiveRecording, track: MediaTrackInfo): boolean {
  return mayRecord(live, track) && (!track.muted || live.taps.has(track.trackId));
}
