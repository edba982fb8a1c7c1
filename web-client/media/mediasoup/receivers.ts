import type { types } from 'mediasoup-client';
import type { MediasoupEvent, TrackSource } from '#protocol';
import { kindOfSource } from '#protocol/kind-of-source';
import type { FactEmitter } from '../fact-emitter.ts';
import type { MediaSessionFacts, RemoteTrack } from '../media-session.ts';
import { onFirstPicture } from '../tracks/first-picture.ts';
import type { Room } from './room.ts';

type Added = Extract<MediasoupEvent, { type: 'consumerAdded' }>;

interface Receiver {
  readonly added: Added;
  muted: boolean;
  consumer?: types.Consumer;
  /** Ends what waits for the first picture. */
  unwatch?: () => void;
}

/** The tracks of the others on one connection. */
export class Receivers {
  readonly #receivers = new Map<string, Receiver>();
  readonly #transport: types.Transport;
  readonly #room: Room;
  readonly #facts: FactEmitter<MediaSessionFacts>;

  constructor(transport: types.Transport, room: Room, facts: FactEmitter<MediaSessionFacts>) {
    this.#transport = transport;
    this.#room = room;
    this.#facts = facts;
  }

  /** What receives, for its figures. */
  get rtpReceivers(): readonly { readonly source: TrackSource; readonly from: RTCRtpReceiver }[] {
    return [...this.#receivers.values()].flatMap(({ added: { source }, consumer }) =>
      consumer?.rtpReceiver ? [{ source, from: consumer.rtpReceiver }] : [],
    );
  }

  tracks(): readonly RemoteTrack[] {
    return [...this.#receivers.values()].flatMap((receiver) => remoteTrack(receiver) ?? []);
  }

  async add(added: Added): Promise<void> {
    const { consumerId: id, producerId, source, peerId } = added;
    const receiver: Receiver = { added, muted: added.muted };
    this.#receivers.set(id, receiver);
    const consumer = await this.#transport.consume({
      id,
      producerId,
      kind: kindOfSource(source),
      rtpParameters: added.rtpParameters as unknown as types.RtpParameters,
      // What belongs together is played in step: the voice with the face, not with the screen.
      streamId: `${peerId}-${source.startsWith('screen') ? 'screen' : 'person'}`,
    });
    if (this.#receivers.get(id) !== receiver) {
      consumer.close();
      return;
    }
    receiver.consumer = consumer;
    keepDelaySmall(consumer.rtpReceiver);
    this.#room.tell({ type: 'consumerReady', consumerId: id });
    if (consumer.kind === 'video' && receiver.muted) {
      receiver.unwatch = onFirstPicture(consumer.track, () => this.setMuted(id, false));
    }
    const track = remoteTrack(receiver);
    if (track) this.#facts.emit('trackAdded', track);
  }

  setMuted(consumerId: string, muted: boolean): void {
    const receiver = this.#receivers.get(consumerId);
    if (!receiver || receiver.muted === muted) return;
    receiver.muted = muted;
    receiver.unwatch?.();
    const track = remoteTrack(receiver);
    if (track) this.#facts.emit('trackChanged', track);
  }

  remove(consumerId: string): void {
    const receiver = this.#receivers.get(consumerId);
    if (!receiver) return;
    this.#receivers.delete(consumerId);
    receiver.unwatch?.();
    receiver.consumer?.close();
    if (receiver.consumer) {
      this.#facts.emit('trackRemoved', { id: consumerId, source: receiver.added.source });
    }
  }

  clear(): void {
    for (const id of [...this.#receivers.keys()]) this.remove(id);
  }
}

function remoteTrack({ added, muted, consumer }: Receiver): RemoteTrack | undefined {
  if (!consumer) return undefined;
  const { consumerId: id, peerId, source } = added;
  return { id, peerId, source, track: consumer.track, muted };
}

/** Being shown something and asking about it bears no buffer; the browser adds what the network needs. */
function keepDelaySmall(receiver: RTCRtpReceiver | undefined): void {
  if (receiver && 'jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
}
