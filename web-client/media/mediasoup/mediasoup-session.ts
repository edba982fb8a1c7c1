import type { MediasoupEvent, MediasoupGrant, TrackSource } from '#protocol';
import type { SessionContext } from '../create-media-session.ts';
import type { ConnectionState, MediaSession, ReceiveQuality, RemoteTrack } from '../media-session.ts';
import { SendingSession } from '../tracks/sending-session.ts';
import { Connection } from './connection.ts';
import { layerOf } from './encodings.ts';
import { Receivers } from './receivers.ts';
import { Room } from './room.ts';
import { createSendLine, type SendLine } from './send-line.ts';
import { Sender } from './sender.ts';

export { preloadHandler } from './device.ts';

/** The connection of one admission and all that hangs on it. */
interface Admission {
  readonly room: Room;
  readonly connection: Connection;
  readonly line: SendLine;
  readonly receivers: Receivers;
}

/** A participant's media through the embedded engine. Tracks stay their owner's: closing does not stop them. */
export class MediasoupSession extends SendingSession<Sender> implements MediaSession {
  readonly #quality = { send: 10, receive: 10 };
  readonly #off: () => void;
  #room: Room | undefined;
  #admission: Promise<Admission> | undefined;
  #current: Admission | undefined;
  #closed = false;

  constructor(context: SessionContext) {
    super(context);
    this.#off = context.signaling.onEvent((callId, generation, data) => {
      const event = this.#room?.own(callId, generation, data);
      if (event) void this.#onEvent(event);
    });
  }

  async connect(grant: MediasoupGrant): Promise<void> {
    const { signaling, callId } = this.context;
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
    // All at once: what was sent before is sent again while the others' tracks arrive.
    await Promise.all([joined, this.establishAll()]).catch((error: unknown) => {
      // A newer admission has taken over: this one's failure is of no interest.
      if (this.#room !== room) return;
      this.#tellState('failed');
      throw error;
    });
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

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#off();
    this.#room = undefined;
    this.#leave();
    this.#tellState('closed');
  }

  protected createSender(source: TrackSource): Sender {
    return new Sender(source);
  }

  protected async establish(sender: Sender): Promise<void> {
    const admission = await this.#admission;
    if (admission && admission === this.#current) await sender.establish(admission.line);
  }

  protected async end(sender: Sender): Promise<void> {
    const producer = sender.detach();
    producer?.close();
    if (producer) this.#room?.tell({ type: 'closeProducer', producerId: producer.id });
  }

  protected receiving() {
    return this.#current?.receivers.rtpReceivers ?? [];
  }

  async #enter(room: Room, grant: MediasoupGrant): Promise<Admission> {
    const connection = await Connection.open(grant, room, (state) => {
      if (this.#room === room) this.#tellState(state);
    });
    if (this.#room !== room) {
      connection.close();
      throw new Error('a later admission has taken over');
    }
    const receivers = new Receivers(connection.receive, room, this.context.facts);
    this.#current = { room, connection, line: createSendLine(connection, grant, room), receivers };
    return this.#current;
  }

  /** Sends pictures anew, those that are just on their way too. */
  async #renewPictures(): Promise<void> {
    for (const sender of this.inOrder()) {
      const { kind, opened } = sender;
      if (kind === 'audio' || !opened) continue;
      await opened.catch(() => {});
      await this.end(sender);
      await this.establish(sender);
    }
  }

  /** Ends the connection there is; senders keep what they are to send. */
  #leave(): void {
    const left = this.#current;
    this.#current = undefined;
    for (const sender of this.senders.values()) sender.detach();
    left?.receivers.clear();
    left?.connection.close();
  }

  #tellState(state: ConnectionState): void {
    this.context.facts.emit('connection', state);
  }

  async #onEvent(event: MediasoupEvent): Promise<void> {
    const { facts } = this.context;
    const admission = await this.#admission;
    const receivers = admission?.receivers;
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
      case 'videoCodecs':
        // Fails when the connection is closed meanwhile.
        if (admission?.line.prefer(event.videoCodecs)) await this.#renewPictures().catch(() => {});
        return;
      case 'layersChanged':
        return;
      case 'producerMuted': {
        const { producerId, muted } = event;
        const sender = [...this.senders.values()].find(({ carrier }) => carrier?.id === producerId);
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
