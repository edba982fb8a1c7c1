import type { MediaGrant, TrackSource } from '#protocol';

/** A track of somebody else, as the page shows it. */
export interface RemoteTrack {
  readonly id: string;
  readonly peerId: string;
  readonly source: TrackSource;
  readonly track: MediaStreamTrack;
  /** Turned off by its owner, or prepared and not yet on. */
  readonly muted: boolean;
}

/** How to send a track. */
export interface PublishOptions {
  /** `detail`: sharp, the frame rate gives way; `motion`: smooth. Screens are `detail`. */
  readonly hint?: 'detail' | 'motion';
  /** Three sizes at once, so that each receiver gets what its network carries; else a small and the full one. */
  readonly simulcast?: boolean;
  /** Nobody may see it yet: it is sent in its smallest size only, and starts at once when somebody may. */
  readonly held?: boolean;
}

export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'failed' | 'closed';
export type ReceiveQuality = 'low' | 'medium' | 'high';

/** What a session tells the page. */
export interface MediaSessionFacts {
  connection: ConnectionState;
  trackAdded: RemoteTrack;
  trackChanged: RemoteTrack;
  trackRemoved: { readonly id: string; readonly source: TrackSource };
  /** Peer ids, loudest first. */
  speaking: readonly string[];
  /** 0 to 10, worst of both directions. */
  quality: number;
  /** Our own track was turned off by somebody with the right to. */
  mutedByOther: { readonly source: TrackSource; readonly muted: boolean };
}

/** Figures of one track, from `RTCPeerConnection.getStats()`; rates are per second since the last call. */
export interface TrackStats {
  readonly source: TrackSource;
  readonly direction: 'send' | 'receive';
  readonly bitsPerSecond: number;
  readonly packetsLost: number;
  readonly roundTripMs: number | null;
  readonly frames: number | null;
  readonly framesPerSecond: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly audioEnergy: number | null;
  readonly codec: string | null;
}

/** One participant's media in one call; the views know only this, never the engine behind it. */
export interface MediaSession {
  /** Joins, or joins anew with a later grant (the room moved): published tracks are published again. */
  connect(grant: MediaGrant): Promise<void>;
  /** Makes a sender ready while it rings: ICE, DTLS and the encoder stand, nothing is sent. */
  prepare(source: 'microphone' | 'camera', options?: PublishOptions): Promise<void>;
  /** Sends a track; on a prepared sender this takes no message before the media. */
  publish(source: TrackSource, track: MediaStreamTrack, options?: PublishOptions): Promise<void>;
  /** Another device for the same source, without a gap for the other side. */
  replace(source: TrackSource, track: MediaStreamTrack): Promise<void>;
  setMuted(source: TrackSource, muted: boolean): Promise<void>;
  /** Stops sending; a camera or microphone stays prepared. */
  unpublish(source: TrackSource): Promise<void>;
  setQuality(trackId: string, quality: ReceiveQuality): Promise<void>;
  remoteTracks(): readonly RemoteTrack[];
  stats(): Promise<readonly TrackStats[]>;
  on<K extends keyof MediaSessionFacts>(fact: K, listener: (data: MediaSessionFacts[K]) => void): () => void;
  close(): void;
}

/** How a session reaches its engine in the server; the typed socket implements it. */
export interface MediaSignaling {
  request(
    callId: string,
    generation: number,
    message: Record<string, unknown>,
  ): Promise<Record<string, unknown>>;
  onEvent(listener: (callId: string, generation: number, event: unknown) => void): () => void;
}
