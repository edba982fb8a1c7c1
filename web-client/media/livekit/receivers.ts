import {
  type RemoteParticipant,
  type RemoteTrack as LivekitTrack,
  type RemoteTrackPublication,
  type Room,
  RoomEvent,
  Track,
  type TrackPublication,
  VideoQuality,
} from 'livekit-client';
import type { TrackSource } from '#protocol';
import type { FactEmitter } from '../fact-emitter.ts';
import type { MediaSessionFacts, ReceiveQuality, RemoteTrack } from '../media-session.ts';
import { onFirstPicture } from '../tracks/first-picture.ts';
import { sourceOf } from './held-tracks.ts';

/** The first picture is of the smallest size, one packet that losses hardly delay; then up. */
const RAISE_AFTER_MS = 300;

const QUALITIES: Readonly<Record<ReceiveQuality, VideoQuality>> = {
  low: VideoQuality.LOW,
  medium: VideoQuality.MEDIUM,
  high: VideoQuality.HIGH,
};

interface Receiver {
  readonly id: string;
  readonly peerId: string;
  readonly source: TrackSource;
  readonly track: LivekitTrack;
  readonly publication: RemoteTrackPublication;
  muted: boolean;
  /** Whether more than a placeholder was to be seen of it. */
  seen: boolean;
  /** Held back while the same is still seen from the room before, and of this one nothing yet. */
  told: boolean;
  wanted: VideoQuality;
  raising: ReturnType<typeof setTimeout> | undefined;
  /** Ends what waits for the first picture. */
  unwatch: (() => void) | undefined;
}

/** The tracks of the others in one room. */
export class Receivers {
  readonly #receivers = new Map<string, Receiver>();
  readonly #facts: FactEmitter<MediaSessionFacts>;
  readonly #isSeenElsewhere: (track: RemoteTrack) => boolean;
  #outlasts = false;

  /** @param isSeenElsewhere whether the same picture comes from another room for now: then this one is told of when
   *  there is something to be seen in it. */
  constructor(
    room: Room,
    facts: FactEmitter<MediaSessionFacts>,
    isSeenElsewhere: (track: RemoteTrack) => boolean,
  ) {
    this.#facts = facts;
    this.#isSeenElsewhere = isSeenElsewhere;
    room.on(RoomEvent.TrackSubscribed, (track, publication, participant) =>
      this.#add(track, publication, participant),
    );
    room.on(RoomEvent.TrackUnsubscribed, (_track, { trackSid }) => {
      if (!this.#outlasts) this.#remove(trackSid);
    });
    room.on(RoomEvent.TrackMuted, ({ trackSid }: TrackPublication) => this.#setMuted(trackSid, true));
    room.on(RoomEvent.TrackUnmuted, ({ trackSid }: TrackPublication) => this.#setMuted(trackSid, false));
  }

  tracks(): readonly RemoteTrack[] {
    return [...this.#receivers.values()].filter(({ told }) => told).map(remoteTrack);
  }

  /** What receives, for its figures. */
  get rtpReceivers(): readonly { readonly source: TrackSource; readonly from: RTCRtpReceiver }[] {
    return [...this.#receivers.values()].flatMap(({ source, track }) =>
      track.receiver ? [{ source, from: track.receiver }] : [],
    );
  }

  setQuality(id: string, quality: ReceiveQuality): void {
    const receiver = this.#receivers.get(id);
    if (!receiver) return;
    receiver.wanted = QUALITIES[quality];
    // While the smallest size is held, the wish is kept for later.
    if (!receiver.muted && receiver.seen && receiver.raising === undefined)
      receiver.publication.setVideoQuality(receiver.wanted);
  }

  /** The room is being left: what it shows stays until it is dropped, also when who sent it has gone ahead. */
  outlast(): void {
    this.#outlasts = true;
  }

  /** Takes away what somebody sends of a source: the same comes from elsewhere. */
  drop({ peerId, source }: Pick<RemoteTrack, 'peerId' | 'source'>): void {
    for (const receiver of this.#receivers.values()) {
      if (receiver.peerId === peerId && receiver.source === source) this.#remove(receiver.id);
    }
  }

  /** Holds nothing back any more. */
  tellAll(): void {
    for (const receiver of this.#receivers.values()) this.#tell(receiver);
  }

  clear(): void {
    for (const id of [...this.#receivers.keys()]) this.#remove(id);
  }

  #add(track: LivekitTrack, publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    const source = sourceOf(publication.source);
    if (!source) return;
    const { trackSid: id, isMuted: muted } = publication;
    const { identity: peerId } = participant;
    this.#remove(id);
    const wanted = VideoQuality.HIGH;
    const receiver: Receiver = {
      ...{ id, peerId, source, track, publication, muted, wanted },
      seen: false,
      told: false,
      raising: undefined,
      unwatch: undefined,
    };
    this.#receivers.set(id, receiver);
    keepDelaySmall(track.receiver);
    this.#aim(receiver);
    if (track.kind === Track.Kind.Video) {
      receiver.unwatch = onFirstPicture(track.mediaStreamTrack, () => this.#onPicture(receiver));
    }
    if (!this.#isSeenElsewhere(remoteTrack(receiver))) this.#tell(receiver);
  }

  #tell(receiver: Receiver): void {
    if (receiver.told) return;
    receiver.told = true;
    this.#facts.emit('trackAdded', remoteTrack(receiver));
  }

  /** The picture may be here before the word that it was turned on. */
  #onPicture(receiver: Receiver): void {
    receiver.seen = true;
    if (receiver.muted) this.#setMuted(receiver.id, false);
    else this.#aim(receiver);
    this.#tell(receiver);
  }

  #setMuted(id: string, muted: boolean): void {
    const receiver = this.#receivers.get(id);
    if (!receiver || receiver.muted === muted) return;
    receiver.muted = muted;
    this.#aim(receiver);
    if (receiver.told) this.#facts.emit('trackChanged', remoteTrack(receiver));
    else if (muted) this.#tell(receiver);
  }

  #remove(id: string): void {
    const receiver = this.#receivers.get(id);
    if (!receiver) return;
    this.#receivers.delete(id);
    clearTimeout(receiver.raising);
    receiver.unwatch?.();
    if (receiver.told) this.#facts.emit('trackRemoved', { id, source: receiver.source });
  }

  /** Holds the smallest size until a little after something is to be seen. */
  #aim(receiver: Receiver): void {
    if (receiver.track.kind !== Track.Kind.Video) return;
    clearTimeout(receiver.raising);
    receiver.raising = undefined;
    receiver.publication.setVideoQuality(VideoQuality.LOW);
    if (receiver.muted || !receiver.seen) return;
    receiver.raising = setTimeout(() => {
      receiver.raising = undefined;
      receiver.publication.setVideoQuality(receiver.wanted);
    }, RAISE_AFTER_MS);
  }
}

function remoteTrack({ id, peerId, source, muted, track }: Receiver): RemoteTrack {
  return { id, peerId, source, track: track.mediaStreamTrack, muted };
}

/** Being shown something and asking about it bears no buffer; the browser adds what the network needs. */
function keepDelaySmall(receiver: RTCRtpReceiver | undefined): void {
  if (receiver && 'jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
}
