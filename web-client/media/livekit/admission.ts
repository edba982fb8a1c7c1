import {
  ConnectionQuality,
  ConnectionState as RoomState,
  DisconnectReason,
  type LocalTrackPublication,
  type Participant,
  Room,
  RoomEvent,
  Track,
} from 'livekit-client';
import type { LivekitEvent, LivekitGrant, LivekitReplies, LivekitRequest } from '#protocol';
import type { SessionContext } from '../create-media-session.ts';
import type { ConnectionState, RemoteTrack } from '../media-session.ts';
import { RoomLine } from '../room-line.ts';
import { Receivers } from './receivers.ts';

/** Ends that another admission, or the end of the call, has brought about: to come back is not for this page. */
const FINAL: readonly (DisconnectReason | undefined)[] = [
  DisconnectReason.DUPLICATE_IDENTITY,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
];
/** How long a page whose room is gone waits to be told of another. */
const TOLD_WITHIN_MS = 10_000;
/** How often a page that nobody watches asks whether that is still so. */
const ASK_EVERY_MS = 2000;

const SCORES: Readonly<Record<ConnectionQuality, number | undefined>> = {
  [ConnectionQuality.Excellent]: 10,
  [ConnectionQuality.Good]: 7,
  [ConnectionQuality.Poor]: 3,
  [ConnectionQuality.Lost]: 0,
  [ConnectionQuality.Unknown]: undefined,
};

/** What an admission tells its session, while it is the one that counts. */
export interface AdmissionListener {
  state(state: ConnectionState): void;
  /** A publication has another RTP sender than before. */
  published(publication: LocalTrackPublication): void;
  unpublished(publication: LocalTrackPublication): void;
  /** What this participant may do has changed. */
  rightsChanged(): void;
  /** Whether the same picture is still seen from a room before this one. */
  isSeenElsewhere(track: RemoteTrack): boolean;
}

/** One room of the cluster that this page was let into, and all that hangs on it. */
export class Admission {
  readonly grant: LivekitGrant;
  readonly line: RoomLine<LivekitRequest, LivekitReplies, LivekitEvent>;
  readonly room: Room;
  readonly receivers: Receivers;
  /** Since when somebody receives a picture of this page from here, on the page's clock; not yet: `Infinity`. */
  receivedSince = Infinity;
  readonly #context: SessionContext;
  readonly #listener: AdmissionListener;
  #watched: boolean;
  #asking: ReturnType<typeof setInterval> | undefined;
  #speaking = false;
  #connecting = false;
  #closed = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(context: SessionContext, grant: LivekitGrant, listener: AdmissionListener) {
    this.#context = context;
    this.#listener = listener;
    this.grant = grant;
    this.#watched = grant.watched;
    this.line = new RoomLine(context.signaling, context.callId, grant);
    this.room = new Room({
      // Sizes are asked for by the page; what nobody asks for is sent all the same, so that it is there at once.
      adaptiveStream: false,
      dynacast: false,
      stopLocalTrackOnUnpublish: false,
    });
    this.receivers = new Receivers(this.room, context.facts, (track) => listener.isSeenElsewhere(track));
    this.#listen();
  }

  /** Whether anybody may see and hear this page. */
  get watched(): boolean {
    return this.#watched;
  }

  set watched(watched: boolean) {
    this.#watched = watched;
    if (watched) clearInterval(this.#asking);
  }

  /** Comes in; resolves when media can flow. What is published meanwhile is sent as soon as it can be. */
  async enter(): Promise<void> {
    this.line.tell({ type: 'join' });
    // The word that somebody watches may be lost with the socket: it is said again to whoever asks.
    if (!this.#watched) this.#asking = setInterval(() => this.line.tell({ type: 'join' }), ASK_EVERY_MS);
    await this.#connect(this.grant).catch(() => this.#comeBack());
  }

  /** Leaves without a word to the session; tracks stay their owner's. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#waiting);
    clearInterval(this.#asking);
    this.receivers.clear();
    this.room.disconnect(false).catch(() => {});
  }

  async #connect({ url, token }: { readonly url: string; readonly token: string }): Promise<void> {
    this.#connecting = true;
    try {
      // Without servers of ours those that the cluster names.
      const iceServers = this.grant.iceServers as RTCIceServer[];
      await this.room.connect(url, token, iceServers.length > 0 ? { rtcConfig: { iceServers } } : {});
    } finally {
      this.#connecting = false;
    }
    // Closed while it was coming in: the library cancels only what it has not finished.
    if (this.#closed) await this.room.disconnect(false);
  }

  /** The token has run out by now, or was never good: our server says whether there is another. */
  async #comeBack(): Promise<void> {
    if (this.#closed) throw new Error('the admission is over');
    await this.#connect(await this.line.request({ type: 'renewToken' }));
  }

  #listen(): void {
    const { facts } = this.#context;
    const { room } = this;
    room.on(RoomEvent.ConnectionStateChanged, (state) => {
      if (this.#closed) return;
      if (state === RoomState.Connected) this.#listener.state('connected');
      // Media goes on while only the signaling comes back (`SignalReconnecting`).
      if (state === RoomState.Reconnecting) this.#listener.state('reconnecting');
    });
    room.on(RoomEvent.Disconnected, (reason) => void this.#onDisconnected(reason));
    room.on(RoomEvent.LocalTrackPublished, (publication) => this.#listener.published(publication));
    room.on(RoomEvent.LocalTrackSubscribed, ({ kind }) => {
      if (kind === Track.Kind.Video) this.receivedSince = performance.now();
    });
    room.on(RoomEvent.LocalTrackUnpublished, (publication) => {
      // While it comes back the library publishes again by itself.
      if (room.state !== RoomState.Reconnecting) this.#listener.unpublished(publication);
    });
    room.on(RoomEvent.ParticipantPermissionsChanged, (_before, participant) => {
      if (participant.isLocal) this.#listener.rightsChanged();
    });
    room.on(RoomEvent.ActiveSpeakersChanged, (speakers) => this.#onSpeakers(speakers));
    room.on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
      const score = SCORES[quality];
      if (!participant.isLocal || score === undefined || this.#closed) return;
      facts.emit('quality', score);
      this.line.tell({ type: 'quality', direction: 'send', score });
    });
  }

  #onSpeakers(speakers: readonly Participant[]): void {
    if (this.#closed) return;
    this.#context.facts.emit(
      'speaking',
      speakers.map(({ identity }) => identity),
    );
    const speaking = speakers.some(({ isLocal }) => isLocal);
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.line.tell({ type: 'speaking', speaking });
  }

  /** The library has given up, or was told to go. */
  async #onDisconnected(reason: DisconnectReason | undefined): Promise<void> {
    // An attempt that fails is answered to whoever made it.
    if (this.#closed || this.#connecting) return;
    this.receivers.clear();
    this.#listener.state('reconnecting');
    if (FINAL.includes(reason)) {
      this.#waiting = setTimeout(() => this.#listener.state('failed'), TOLD_WITHIN_MS);
      return;
    }
    try {
      await this.#comeBack();
      if (!this.#closed) this.#listener.rightsChanged();
    } catch {
      if (!this.#closed) this.#listener.state('failed');
    }
  }
}
