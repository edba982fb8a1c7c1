import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { MediaTrackInfo } from '../../sfu/media-engine.ts';
import type { Side } from '../calls/calls.service.ts';
import { newId } from '../db/ids.ts';
import { OpenTap } from './open-tap.ts';
import { type LiveRecording, mayRecord } from './recording-state.ts';
import type { RecordingsStore } from './recordings.store.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { RecordedRoom, TrackWriter } from './track-writer.ts';

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

  constructor(deps: TrackTapsDeps) {
    this.#deps = deps;
  }

  /** Stops at once what may not be recorded any more; its files are closed by `settle`. */
  stopForbidden(live: LiveRecording): void {
    for (const open of live.taps.values()) if (!mayRecord(live, open.track)) open.stop();
  }

  /** Closes what has ended or may not be recorded any more, opens what may be and is not; call it in the call's
   *  turn. What is turned off has nothing to record until it is on for the first time. Rejects where it is not sure
   *  that nothing more is written of what may not be. */
  async settle(live: LiveRecording): Promise<void> {
    const room = this.#deps.room(live.row.call_id);
    const tracks = room?.tracks() ?? [];
    const wanted = new Map(
      this.recorderThere
        ? tracks.filter((track) => isWanted(live, track)).map((track) => [track.trackId, track])
        : [],
    );
    const over = [...live.taps].filter(([trackId, open]) => open.stopped || !wanted.has(trackId));
    await Promise.all(over.map(([, open]) => this.#close(live, open)));
    for (const track of wanted.values()) {
      if (room && !live.taps.has(track.trackId)) await this.#open(live, room, track);
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
    await open.cutOff();
    live.taps.delete(open.track.trackId);
    await this.#deps.files.close({ id: open.segmentId, recording_id: live.row.id });
  }

  async #open(live: LiveRecording, room: RecordedRoom, track: MediaTrackInfo): Promise<void> {
    const { writer, store, files, log, now } = this.#deps;
    const open = new OpenTap(newId(), track);
    const { segmentId } = open;
    live.taps.set(track.trackId, open);
    const row = {
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
    };
    await store.addSegment(row);
    try {
      await mkdir(files.folder(live.row.id), { recursive: true, mode: 0o700 });
      await writer.begin(files.trackOf(row), open, room);
    } catch (error) {
      log.warn({ err: error, segmentId }, 'A track could not be recorded');
      open.stop();
    }
    // An answer may have been taken back meanwhile.
    if (open.stopped || !mayRecord(live, track)) await this.#close(live, open);
  }
}

function sideOf({ participants }: LiveRecording, { peerId }: MediaTrackInfo): Side {
  return participants.find(({ id }) => id === peerId)?.side ?? 'agent';
}

function isWanted(live: LiveRecording, track: MediaTrackInfo): boolean {
  return mayRecord(live, track) && (!track.muted || live.taps.has(track.trackId));
}
