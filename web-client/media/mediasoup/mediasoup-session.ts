import type { types } from 'mediasoup-client';
import type { MediasoupEvent, MediasoupGrant, TrackSource } from '#protocol';
import type { SessionContext } from '../create-media-session.ts';
import type {
  ConnectionState,
  MediaSession,
  PublishOptions,
  ReceiveQuality,
  RemoteTrack,
  TrackStats,
} from '../media-session.ts';
import { Connection } from './connection.ts';
import { chooseCodec, layerOf, sendPlan } from './encodings.ts';
import { Receivers } from './receivers.ts';
import { Room } from './room.ts';
import { Sender } from './sender.ts';
import { laterStats } from '../tracks/later-stats.ts';

export { preloadHandler } from './device.ts';

/** The connection of one admission and all that hangs on it. */
interface Admission {
  readonly grant: MediasoupGrant;
  readonly room: Room;
  readonly connection: Connection;
  readonly receivers: Receivers;
}

/** A participant's media through the embedded engine. Tracks stay their owner's: closing does not stop them. */
export class MediasoupSession implements MediaSession {
  readonly #context: SessionContext;
  readonly #senders = new Map<TrackSource, Sender>();
  readonly #readStats = laterStats();
  readonly #quality = { send: 10, receive: 10 };
  readonly #off: () => void;
  #room: Room | undefined;
  #admission: Promise<Admission> | undefined;
  #current: Admission | undefined;
  #closed = false;

  constructor(context: SessionContext) {
    this.#context = context;
    this.#off = context.signaling.onEvent((callId, generation, data) => {
      const event = this.#room?.own(callId, generation, data);
      if (event) void this.#onEvent(event);
    });
  }

  async connect(grant: MediasoupGrant): Promise<void> {
    const { signaling, callId } = this.#context;
    const room = new Room(signaling, callId, grant);
    const again = this.#room !== undefined;
    this.#room = room;
    this.#leave();
    this.#tellState(again ? 'reconnecting' : 'connecting');
    const admission = this.#enter(room, grant);
    this.#admission = admission;
    admission.catch(() => {});
    const { connection } = await admission;
    if (this.#current?.room !== room) return;
    const joined = room.request({
      type: 'join',
      rtpCapabilities: { ...connection.device.recvRtpCapabilities },
    });
    // All at once: what was sent before is sent again, the picture first, while the others' tracks arrive.
    const senders = [...this.#senders.values()].toSorted((a, b) => b.kind.localeCompare(a.kind));
    const established = senders.map((sender) => this.#establish(sender));
    // A source that may not be sent any more does not cost the others.
    await Promise.all([joined, Promise.allSettled(established)]).catch((error: unknown) => {
      // A newer admission has taken over: this one's failure is of no interest.
      if (this.#room !== room) return;
      this.#tellState('failed');
      throw error;
    });
  }

  async prepare(source: 'microphone' | 'camera', options: PublishOptions = {}): Promise<void> {
    const sender = this.#sender(source);
    sender.options = options;
    await this.#establish(sender);
  }

  async publish(source: TrackSource, track: MediaStreamTrack, options?: PublishOptions): Promise<void> {
    const sender = this.#sender(source);
    if (options) sender.options = options;
    sender.track = track;
    sender.muted = false;
    await this.#apply(sender);
  }

  async replace(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const sender = this.#sender(source);
    sender.track = track;
    await this.#apply(sender);
  }

  async setMuted(source: TrackSource, muted: boolean): Promise<void> {
    const sender = this.#senders.get(source);
    if (!sender || sender.muted === muted) return;
    sender.muted = muted;
    await this.#apply(sender);
  }

  async unpublish(source: TrackSource): Promise<void> {
    const sender = this.#senders.get(source);
    if (!sender) return;
    sender.track = null;
    if (source === 'camera' || source === 'microphone') return this.#apply(sender);
    this.#senders.delete(source);
    const producer = sender.detach();
    if (!producer) return;
    producer.close();
    this.#room?.tell({ type: 'closeProducer', producerId: producer.id });
  }

  async setQuality(trackId: string, quality: ReceiveQuality): Promise<void> {
    await this.#room?.request({
      type: 'setPreferredLayers',
      consumerId: trackId,
      spatialLayer: layerOf(quality),
    });
  }

  remoteTracks(): readonly RemoteTrack[] {
    return this.#current?.receivers.tracks() ?? [];
  }

  stats(): Promise<readonly TrackStats[]> {
    const senders = [...this.#senders.values()].flatMap(({ source, producer }) =>
      producer?.rtpSender ? [{ source, from: producer.rtpSender }] : [],
    );
    const receivers = (this.#current?.receivers.consumers ?? []).flatMap(({ added, consumer }) =>
      consumer.rtpReceiver ? [{ source: added.source, from: consumer.rtpReceiver }] : [],
    );
    return this.#readStats(senders, receivers);
  }

  on: MediaSession['on'] = (fact, listener) => this.#context.facts.on(fact, listener);

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#off();
    this.#room = undefined;
    this.#leave();
    this.#tellState('closed');
  }

  async #enter(room: Room, grant: MediasoupGrant): Promise<Admission> {
    const connection = await Connection.open(grant, room, (state) => {
      if (this.#room === room) this.#tellState(state);
    });
    if (this.#room !== room) {
      connection.close();
      throw new Error('a later admission has taken over');
    }
    const receivers = new Receivers(connection.receive, room, this.#context.facts);
    const admission = { grant, room, connection, receivers };
    this.#current = admission;
    connection.send.on('produce', ({ rtpParameters, appData }, done, failed) => {
      const { source, muted } = appData as { source: TrackSource; muted: boolean };
      room
        .request({ type: 'produce', source, rtpParameters: { ...rtpParameters }, muted })
        .then(({ producerId }) => done({ id: producerId }), failed);
    });
    return admission;
  }

  /** Ends the connection there is; senders keep what they are to send. */
  #leave(): void {
    const left = this.#current;
    this.#current = undefined;
    for (const sender of this.#senders.values()) sender.detach();
    left?.receivers.clear();
    left?.connection.close();
  }

  #sender(source: TrackSource): Sender {
    const sender = this.#senders.get(source) ?? new Sender(source);
    this.#senders.set(source, sender);
    return sender;
  }

  async #establish(sender: Sender): Promise<void> {
    const admission = await this.#admission;
    if (!admission || admission !== this.#current) return;
    const { room } = admission;
    await sender.establish((track) => {
      sender.told = sender.silent;
      return this.#produce(admission, sender, track);
    });
    this.#tellMuted(room, sender);
    sender.tune();
  }

  async #produce(
    { connection: { device, send }, grant }: Admission,
    sender: Sender,
    track: MediaStreamTrack,
  ): Promise<types.Producer> {
    const video = sender.kind === 'video';
    const codec = video
      ? chooseCodec(grant.videoCodecs, grant.routerRtpCapabilities, device.sendRtpCapabilities)
      : undefined;
    const name = codec?.mimeType.split('/')[1];
    const plan = sendPlan(sender.source, sender.options, name, device.handlerName !== 'Firefox120');
    return send.produce({
      track,
      ...plan,
      ...(codec ? { codec } : {}),
      streamId: sender.source.startsWith('screen') ? 'screen' : 'person',
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: false,
      appData: { source: sender.source, muted: sender.silent },
    });
  }

  async #apply(sender: Sender): Promise<void> {
    const { producer } = sender;
    // Never prepared and nothing to send: there is nothing to be told of.
    if (!producer && !sender.track) return;
    if (!producer) return this.#establish(sender);
    // Up to here nothing was waited for: the track is handed over before this page does anything else.
    const applied = sender.apply();
    if (this.#room) this.#tellMuted(this.#room, sender);
    await applied;
    sender.tune();
  }

  #tellMuted(room: Room, sender: Sender): void {
    const { producer, silent: muted } = sender;
    if (!producer || sender.told === muted) return;
    sender.told = muted;
    room.tell({ type: 'setProducerMuted', producerId: producer.id, muted });
  }

  #tellState(state: ConnectionState): void {
    this.#context.facts.emit('connection', state);
  }

  async #onEvent(event: MediasoupEvent): Promise<void> {
    const { facts } = this.#context;
    const receivers = (await this.#admission)?.receivers;
    switch (event.type) {
      case 'consumerAdded':
        // Fails when the connection is closed meanwhile: then the next one brings it again.
        await receivers?.add(event).catch(() => {});
        return;
      case 'consumerMuted':
        receivers?.setMuted(event.consumerId, event.muted);
        return;
      case 'consumerClosed':
        receivers?.remove(event.consumerId);
        return;
      case 'layersChanged':
        return;
      case 'producerMuted': {
        const { producerId, muted } = event;
        const sender = [...this.#senders.values()].find(({ producer }) => producer?.id === producerId);
        if (!sender) return;
        sender.moderated = muted;
        await sender.apply();
        facts.emit('mutedByOther', { source: sender.source, muted });
        return;
      }
      case 'quality':
        this.#quality[event.direction] = event.score;
        facts.emit('quality', Math.min(this.#quality.send, this.#quality.receive));
        return;
      case 'speaking':
        facts.emit('speaking', event.peerIds);
        return;
    }
  }
}
