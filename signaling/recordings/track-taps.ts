import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { MediaTrackInfo } from '../../sfu/media-engine.ts';
import type { Side } from '../calls/calls.service.ts';
import { newId } from '../db/ids.ts';
import { isDiskFull } from './disk-full.ts';
import { OpenTap } from './open-tap.ts';
import { type LiveRecording, mayRecord } from './recording-state.ts';
import type { RecordingsStore } from './recordings.store.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { RecordedRoom, TrackWriter, WriterFact } from './track-writer.ts';

/** What is told to stop says that it has within this time. */
const SAID_WITHIN_MS = 300;

export interface TrackTapsDeps {
  readonly writer: TrackWriter;
  readonly store: RecordingsStore;
  readonly files: SegmentFiles;
  readonly room: (callId: string) => RecordedRoom | undefined;
  readonly log: Logger;
  readonly now: () => number;
}

/** Leads the tracks of rooms into files: exactly those that may be recorded. */
export class TrackTaps {
  readonly #deps: TrackTapsDeps;
  /** False while the recorder's process is being started again. */
  recorderThere = true;
  /** Told of tracks that could not be opened. */
  onBroken: (fact: Extract<WriterFact, { type: 'segmentBroken' }>) => void = () => {};

  constructor(deps: TrackTapsDeps) {
    this.#deps = deps;
  }

  /** There may soon be something to record. */
  prepare(): void {
    this.#deps.writer.prepare();
  }

  /** Stops at once what may not be recorded any more; its files are closed by `settle`. Resolves with the moment from
   *  which on nothing is written of it. */
  async stopForbidden(live: LiveRecording): Promise<number> {
    const { now } = this.#deps;
    const forbidden = [...live.taps.values()].filter(({ track }) => !mayRecord(live, track));
    const cutOff = Promise.allSettled(forbidden.map((open) => open.cutOff()));
    // Whoever writes elsewhere, and is slower to say so, is cut to that moment when their file is taken over.
    await Promise.race([cutOff, delay(SAID_WITHIN_MS, undefined, { ref: false })]);
    return now();
  }

  /** Closes what has ended or may not be recorded any more, begins to open what may be and is not; call it in the
   *  call's turn. What is turned off has nothing to record until it is on for the first time. Rejects where it is not
   *  sure that nothing more is written of what may not be. */
  async settle(live: LiveRecording): Promise<void> {
    const room = this.#deps.room(live.row.call_id);
    const tracks = room?.tracks() ?? [];
    const wanted = new Map(
      this.recorderThere
        ? tracks.filter((track) => isWanted(live, track)).map((track) => [track.trackId, track])
        : [],
    );
    const over = [...live.taps].filter(
      ([trackId, open]) => !open.failed && (open.stopped || !wanted.has(trackId)),
    );
    await Promise.all(over.map(([, open]) => this.#close(live, open)));
    for (const track of wanted.values()) {
      if (room && !live.taps.has(track.trackId)) this.#open(live, room, track);
    }
  }

  /** Closes everything of a recording that is over. */
  async closeAll(live: LiveRecording): Promise<void> {
    const { log, files } = this.#deps;
    const all = [...live.taps.values()];
    for (const open of all) open.stop();
    const closeLast = async (open: OpenTap) => {
      const { segmentId } = open;
      await this.#close(live, open).catch((error: unknown) => {
        log.warn({ err: error, segmentId }, 'A track that is over may still be written for a while');
        live.taps.delete(open.track.trackId);
        return files.close({ id: segmentId, recording_id: live.row.id });
      });
    };
    await Promise.all(all.map(closeLast));
  }

  /** Ends one file and notes what is in it. */
  async #close(live: LiveRecording, open: OpenTap): Promise<void> {
    open.stop();
    await open.opening;
    await open.cutOff();
    live.taps.delete(open.track.trackId);
    await this.#deps.files.close({ id: open.segmentId, recording_id: live.row.id });
  }

  /** Nobody waits for it but who wants to close it. */
  #open(live: LiveRecording, room: RecordedRoom, track: MediaTrackInfo): void {
    const { log, now } = this.#deps;
    const open = new OpenTap(newId(), track, now());
    const { segmentId } = open;
    live.taps.set(track.trackId, open);
    open.opening = this.#begin(live, room, open).catch((error: unknown) => {
      const isThere = room.tracks().some(({ trackId }) => trackId === track.trackId);
      if (open.stopped || !isThere) return;
      log.warn({ err: error, segmentId }, 'A track could not be recorded');
      const reason = isDiskFull(error) ? 'disk_full' : 'write_failed';
      this.onBroken({ type: 'segmentBroken', segmentId, reason });
    });
  }

  async #begin(live: LiveRecording, room: RecordedRoom, open: OpenTap): Promise<void> {
    const { writer, store, files } = this.#deps;
    const { segmentId, track } = open;
    const row = {
      id: segmentId,
      recording_id: live.row.id,
      side: sideOf(live, track),
      person_id: track.peerId,
      source: track.source,
      mime_type: track.mimeType,
      opened_at: open.openedAt,
      duration_ms: 0,
      bytes: 0,
      lost_frames: 0,
    };
    await store.addSegment(row);
    await mkdir(files.folder(live.row.id), { recursive: true, mode: 0o700 });
    if (open.stopped) return;
    // What hangs does not hold up whoever takes an answer back.
    await Promise.race([writer.begin(files.trackOf(row), open, room), open.whenStopped]);
  }
}

function sideOf({ participants }: LiveRecording, { peerId }: MediaTrackInfo): Side {
  return participants.find(({ id }) => id === peerId)?.side ?? 'agent';
}

function isWanted(live: LiveRecording, track: MediaTrackInfo): boolean {
  const isResting = live.failing.get(track.trackId) === 'resting';
  return mayRecord(live, track) && !isResting && (!track.muted || live.taps.has(track.trackId));
}
