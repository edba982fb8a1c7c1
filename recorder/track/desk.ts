import { AppError } from '#protocol/app-error';
import { formatOf, type TrackFormat } from '../codecs/codecs.ts';
import type { SegmentFact } from '../messages.ts';
import type { FileToImport, RecorderPorts, RtpOfTrack, SegmentSummary, TrackToRecord } from '../recorder.ts';
import type { RtpSocket, RtpSockets } from '../receive/rtp-socket.ts';
import { TrackRecording } from './track-recording.ts';

const TICK_MS = 250;
/** Answers to `end` are remembered for those who ask again. */
const REMEMBERED = 1000;

interface OpenTrack {
  readonly track: TrackToRecord;
  readonly format: TrackFormat;
  readonly socket: RtpSocket;
  recording: TrackRecording | undefined;
}

/** All segments that one process records. */
export class Desk {
  readonly #sockets: RtpSockets;
  readonly #tell: (fact: SegmentFact) => void;
  readonly #tracks = new Map<string, OpenTrack>();
  readonly #ended = new Map<string, Promise<SegmentSummary | undefined>>();
  readonly #timer: NodeJS.Timeout;
  #imports: Promise<unknown> = Promise.resolve();
  /** The wall clock may be set; this one goes on evenly from where it stood. */
  readonly #epoch = Date.now() - performance.now();

  constructor(sockets: RtpSockets, tell: (fact: SegmentFact) => void) {
    this.#sockets = sockets;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  async open(track: TrackToRecord): Promise<RecorderPorts> {
    const { segmentId } = track;
    const format = formatOf(track.mimeType);
    if (!format || format.kind !== track.kind)
      throw new AppError('invalid_input', `mimeType ${track.mimeType}`);
    if (this.#tracks.has(segmentId) || this.#ended.has(segmentId)) throw new AppError('conflict', segmentId);
    const socket = await this.#sockets.open();
    this.#tracks.set(segmentId, { track, format, socket, recording: undefined });
    return socket.ports;
  }

  begin(segmentId: string, rtp: RtpOfTrack): void {
    const open = this.#tracks.get(segmentId);
    if (!open) throw new AppError('not_found', segmentId);
    if (open.recording) throw new AppError('conflict', segmentId);
    const recording = new TrackRecording(open.track, open.format, rtp, this.#tell);
    open.recording = recording;
    open.socket.receive((datagram) => recording.receive(datagram, this.#now()));
  }

  end(segmentId: string): Promise<SegmentSummary | undefined> {
    const open = this.#tracks.get(segmentId);
    if (!open) return this.#ended.get(segmentId) ?? Promise.reject(new AppError('not_found', segmentId));
    this.#tracks.delete(segmentId);
    open.socket.close();
    const summary = open.recording?.end() ?? Promise.resolve(undefined);
    this.#ended.set(segmentId, summary);
    for (const old of this.#ended.keys()) {
      if (this.#ended.size <= REMEMBERED) break;
      this.#ended.delete(old);
    }
    return summary;
  }

  /** Takes over a file that somebody else wrote; one at a time, so that what is recorded meanwhile is not held up. */
  import(track: TrackToRecord, file: FileToImport): Promise<SegmentSummary | undefined> {
    const imported = this.#imports.then(async () => {
      // Most recorders never import, and all would start the slower for what reads foreign files.
      const { importFile } = await import('../import/import-file.ts');
      return importFile(track, file, this.#tell);
    });
    this.#imports = imported.catch(() => {});
    return imported;
  }

  /** Ends all files. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled([...this.#tracks.keys()].map((segmentId) => this.end(segmentId)));
  }

  #tick(): void {
    const now = this.#now();
    for (const { recording } of this.#tracks.values()) recording?.tick(now);
  }

  #now(): number {
    return this.#epoch + performance.now();
  }
}
