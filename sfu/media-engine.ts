import type { MediaEngineName, MediaGrant, TrackSource } from '#protocol';

/** What a participant may do in a room. */
export interface MediaPermissions {
  /** Sources this peer may publish. */
  readonly publish: readonly TrackSource[];
  /** Whether tracks of the others reach it; while false its consumers exist but stay paused. */
  readonly subscribe: boolean;
}

/** How a room is set up; everything else is the engine's own configuration. */
export interface RoomPolicy {
  /** Names of video codecs in the order of preference, `VP8`. */
  readonly videoCodecs: readonly string[];
}

/** A track that is being published in a room. */
export interface MediaTrackInfo {
  readonly trackId: string;
  readonly peerId: string;
  readonly source: TrackSource;
  readonly kind: 'audio' | 'video';
  /** As in RTP, `video/VP8`. */
  readonly mimeType: string;
  readonly muted: boolean;
}

/** What happened in a room, in the order it happened. */
export type MediaFact =
  /** Media can flow to and from this peer's page. */
  | { readonly type: 'peerConnected'; readonly peerId: string }
  /** Nothing has reached the peer's page for a while; it may come back. */
  | { readonly type: 'peerDisconnected'; readonly peerId: string }
  | { readonly type: 'trackPublished'; readonly track: MediaTrackInfo }
  | {
      readonly type: 'trackMuted';
      readonly trackId: string;
      readonly peerId: string;
      readonly muted: boolean;
    }
  | { readonly type: 'trackEnded'; readonly trackId: string; readonly peerId: string }
  /** Who speaks now, loudest first; an empty list is silence. */
  | { readonly type: 'speaking'; readonly peerIds: readonly string[] }
  /** 0 (nothing arrives) to 10 (perfect). */
  | {
      readonly type: 'quality';
      readonly peerId: string;
      readonly direction: 'send' | 'receive';
      readonly score: number;
    }
  /** The engine's own word to the peer's page; deliver as it is, in order. */
  | {
      readonly type: 'message';
      readonly peerId: string;
      readonly generation: number;
      readonly message: unknown;
    }
  /** The room was re-opened after a fault; each peer must join anew with its grant. */
  | { readonly type: 'peerMoved'; readonly peerId: string; readonly grant: MediaGrant }
  /** The room is gone and could not be re-opened. */
  | { readonly type: 'roomFailed'; readonly reason: string };

/** Encoded RTP of one track for the recorder. */
export interface TrackTap {
  readonly track: MediaTrackInfo;
  readonly payloadType: number;
  readonly clockRate: number;
  readonly ssrc: number;
  /** Id of the header extension that carries loudness (RFC 6464), where there is one. */
  readonly audioLevelExtension: number | undefined;
  /** Asks the sender for a key frame. */
  requestKeyFrame(): Promise<void>;
  /** From here on packets flow to the address given to `tap`. */
  start(): Promise<void>;
  /** At once, or when it has resolved, no more packets go out; idempotent. */
  close(): void | Promise<void>;
}

/** Where a tap sends its packets: a UDP port on the loopback interface. */
export interface TapTarget {
  readonly ip: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
}

/** How a track ended that a service of the engine's own wrote into a file as it is. */
export interface ExportEnd {
  /** What was written, where anything was. */
  readonly file: ExportedFile | undefined;
  /** Why it ended without being asked to; undefined where it did as it should. */
  readonly failure: ExportFailure | undefined;
}

export interface ExportedFile {
  readonly path: string;
  /** Wall clock (ms since the epoch) of its timestamp 0, by the service's own clock. */
  readonly startedAt: number;
}

export interface ExportFailure {
  readonly reason: 'failed' | 'aborted' | 'limit_reached';
  readonly details: string;
}

/** What is told of exports, each once. */
export type ExportFact =
  | { readonly type: 'exportStarted'; readonly name: string; readonly startedAt: number }
  | { readonly type: 'exportEnded'; readonly name: string; readonly end: ExportEnd };

/** The files that a service of the engine's own writes of tracks, each under the name it was asked for with, which
 *  outlives this process. Every method rejects with an AppError. */
export interface TrackExports {
  /** Takes no more of a track; resolves when the service has said so, and at once for what is over or unknown. */
  stop(name: string): Promise<void>;
  /** Resolves when the service is done with it, also where it was asked for by a process before this one; undefined
   *  where the service knows nothing of it. */
  ended(name: string): Promise<ExportEnd | undefined>;
  /** Registers a listener; the function it returns takes it away. */
  onFact(listener: (fact: ExportFact) => void): () => void;
}

/** One call's room. Every method rejects with an AppError; none leaves a rejection uncaught. */
export interface MediaRoom {
  readonly id: string;
  /** Lets a peer in, or in again: an earlier admission of the same peer ends, so nobody is there twice. */
  admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant>;
  /** A request of the peer's page to its engine; `generation` is that of its grant. */
  request(peerId: string, generation: number, message: unknown): Promise<Record<string, unknown>>;
  setPermissions(peerId: string, permissions: MediaPermissions): Promise<void>;
  /** Turns a peer's track off (or allows it again) whatever the peer's page says. */
  mute(peerId: string, source: TrackSource, muted: boolean): Promise<void>;
  remove(peerId: string): Promise<void>;
  tracks(): readonly MediaTrackInfo[];
  tap(trackId: string, target: TapTarget): Promise<TrackTap>;
  /** Has the engine's own service write a track into a file of this name, where there is one (`MediaEngine.exports`).
   *  A service that refuses tells so by `exportEnded`. The function it resolves to says that it is over. */
  export?(trackId: string, name: string): Promise<() => void>;
  /** Registers a listener; the function it returns takes it away. */
  onFact(listener: (fact: MediaFact) => void): () => void;
  close(): Promise<void>;
}

/** What a server of the engine's own posts to us. */
export interface EngineReports {
  /** Where on our server, `/api/livekit/webhook`. */
  readonly path: string;
  /** @param body as it came.
   *  @throws AppError when it is not signed by who it says it is from. */
  receive(body: string, authorization: string | undefined): Promise<void>;
}

/** What fetches the packets of tapped tracks where they do not come by themselves: a program that whoever records runs
 *  in a thread of the recorder's process. The two sides of it talk by messages that are nobody else's business. */
export interface TapIntake {
  /** The thread's module. */
  readonly module: URL;
  /** The thread runs, and knows nothing of what an earlier one was told.
   *  @param say reaches the thread. @returns takes what the thread says. */
  started(say: (message: unknown) => void): (message: unknown) => void;
}

/** Routes media between the participants of calls; chosen once by `createMediaEngine`. */
export interface MediaEngine {
  readonly name: MediaEngineName;
  /** Rooms have names of their own for each call; opening one that is open answers the same room. */
  openRoom(roomId: string, policy: RoomPolicy): Promise<MediaRoom>;
  room(roomId: string): MediaRoom | undefined;
  /** True while new calls can be carried. */
  readonly healthy: boolean;
  /** Why they cannot, in words for everybody, where the engine knows. */
  readonly trouble?: string | undefined;
  /** Where pages of this engine connect to besides us, as a content security policy names it. */
  readonly pageOrigins?: readonly string[];
  /** How a server of the engine's own tells us what happened, where there is one. */
  readonly reports?: EngineReports;
  /** What the recorder has to run for taps of this engine to give anything, where there is something. */
  readonly intake?: TapIntake;
  /** How a service of the engine's own writes tracks into files, where one is to. */
  readonly exports?: TrackExports | undefined;
  close(): Promise<void>;
}
