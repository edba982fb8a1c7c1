/** One consented track as it is offered to the recorder: encoded RTP with these properties. */
export interface TrackToRecord {
  /** Of this stretch of the track; a new one after a gap (a segment). */
  readonly segmentId: string;
  readonly recordingId: string;
  readonly kind: 'audio' | 'video';
  /** As in RTP, `video/VP8`. */
  readonly mimeType: string;
  readonly clockRate: number;
  /** The folder of the recording; the recorder writes `<segmentId>.webm` or `.mp4` and `<segmentId>.jsonl` in it. */
  readonly folder: string;
}

/** Where the RTP of a track is to be sent: UDP ports on the loopback interface. */
export interface RecorderPorts {
  readonly ip: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
}

/** What the packets of a track look like. */
export interface RtpOfTrack {
  readonly payloadType: number;
  readonly ssrc: number;
  /** Id of the header extension that carries loudness (RFC 6464); without it loudness is a guess. */
  readonly audioLevelExtension?: number | undefined;
}

/** A file of one track that somebody else wrote. */
export interface FileToImport {
  readonly path: string;
  /** Wall clock (ms since the epoch) of its timestamp 0. */
  readonly startedAt: number;
  /** Nothing that was said or shown from this moment (wall clock) on is taken over. */
  readonly until?: number | undefined;
}

/** A program that fetches packets which nobody sends by themselves, run in a thread of the recorder's process. It knows
 *  what the recorder does not: where they come from; it sends them to the ports of their tracks like everybody else. */
export interface Intake {
  /** The thread's module. */
  readonly module: URL;
  /** The thread runs, and knows nothing of what an earlier one was told.
   *  @param say reaches the thread. @returns takes what the thread says. */
  started(say: (message: unknown) => void): (message: unknown) => void;
}

/** What is known of a stretch of a track once it is written. */
export interface SegmentSummary {
  readonly segmentId: string;
  /** The file's name in the recording's folder, `<segmentId>.webm`. */
  readonly file: string;
  /** Wall clock (ms since the epoch) of timestamp 0 of the file. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly bytes: number;
  /** Frames that were lost on the way. */
  readonly lostFrames: number;
}

/** What the recorder tells without being asked. */
export type RecorderFact =
  /** The first frame is in the file. */
  | { readonly type: 'segmentStarted'; readonly segmentId: string; readonly startedAt: number }
  /** The picture cannot go on without one: at the start, after loss, after a pause. */
  | { readonly type: 'keyFrameNeeded'; readonly segmentId: string }
  /** Loudness of speech, one number from 0 (silence) to 127 (loudest) for each 100 ms from `from` on, a multiple of
   *  100: ms on the file's own clock, whose 0 is `startedAt`. */
  | {
      readonly type: 'levels';
      readonly segmentId: string;
      readonly from: number;
      readonly levels: readonly number[];
    }
  /** Nothing more can be written to this file (`disk_full`, or the process is gone); what was written stays. */
  | {
      readonly type: 'segmentBroken';
      readonly segmentId: string;
      readonly reason: 'disk_full' | 'write_failed' | 'recorder_died';
    }
  /** The process is there again after it died; open segments are to be begun anew. */
  | { readonly type: 'recorderBack' };

/** The recorder's process, seen from the server. Every method rejects with an AppError; none leaves a rejection
 *  uncaught. A recorder that dies is started again by itself. */
export interface Recorder {
  /** There may soon be something to record: a process that is not there yet is started. */
  prepare(): void;
  /** Opens the ports of a track; nothing is in the file before `begin`. */
  open(track: TrackToRecord): Promise<RecorderPorts>;
  /** Tells what the packets will look like; from here on they are written. */
  begin(segmentId: string, rtp: RtpOfTrack): Promise<void>;
  /** Ends the file; undefined when nothing had arrived. The same segment again gives the same answer. */
  end(segmentId: string): Promise<SegmentSummary | undefined>;
  /** What a recorder that died, or was killed with its server, has left of a segment, read from the disk; undefined
   *  when none of it can be played. Works whether or not this recorder ever knew the segment. */
  recover(segment: {
    readonly folder: string;
    readonly segmentId: string;
  }): Promise<SegmentSummary | undefined>;
  /** Rewrites a file that somebody else wrote as this segment, as if it had been recorded here; undefined when there
   *  is nothing to keep of it. May be asked again after it failed: nothing half-written stays. Rejects with
   *  `invalid_input` when the file cannot be read. */
  import(track: TrackToRecord, file: FileToImport): Promise<SegmentSummary | undefined>;
  /** Registers a listener; the function it returns takes it away. */
  onFact(listener: (fact: RecorderFact) => void): () => void;
  /** Ends every file and the process. */
  close(): Promise<void>;
}
