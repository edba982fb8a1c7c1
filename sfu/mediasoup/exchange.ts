import type { types } from 'mediasoup';
import { kindOfSource, type MediasoupEvent, type TrackSource } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { MediaPermissions } from '../media-engine.ts';
import type { RoomLife } from '../room-life.ts';
import type { VideoCodec } from '../video-codecs.ts';
import { Feed } from './feed.ts';
import type { Peer } from './peer.ts';
import { PublishedTrack } from './published-track.ts';
import type { RequestTarget } from './requests.ts';
import type { Stage } from './stage.ts';

/** The peers of a room, what each of them sends, and which of it flows to whom. */
export class Exchange implements RequestTarget {
  readonly #life: RoomLife;
  readonly #stage: () => Promise<Stage>;
  readonly #peers = new Map<string, Peer>();
  /** Sources turned off by moderation; outlives admissions, ends with `forget`. */
  readonly #moderated = new Map<string, Set<TrackSource>>();
  readonly #allVideoCodecs: readonly VideoCodec[];
  #videoCodecs: readonly VideoCodec[];
  #speaking = '';

  /** @param stage where the room plays right now.
   *  @param videoCodecs those of the room, the most preferred first. */
  constructor(life: RoomLife, stage: () => Promise<Stage>, videoCodecs: readonly VideoCodec[]) {
    this.#life = life;
    this.#stage = stage;
    this.#allVideoCodecs = videoCodecs;
    this.#videoCodecs = videoCodecs;
  }

  /** In what pages are to send: the room's codecs without those that somebody could not decode. */
  get videoCodecs(): readonly VideoCodec[] {
    return this.#videoCodecs;
  }

  /** @throws AppError `not_found` */
  peer(peerId: string): Peer {
    const peer = this.#peers.get(peerId);
    if (!peer) throw new AppError('not_found', 'peerId');
    return peer;
  }

  tracks(): PublishedTrack[] {
    return [...this.#peers.values()].flatMap((peer) => [...peer.tracks.values()]);
  }

  add(peer: Peer): void {
    this.#peers.set(peer.id, peer);
  }

  /** Ends somebody's admission with all they send. */
  dismiss(peerId: string): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    this.#peers.delete(peerId);
    for (const track of [...peer.tracks.values()]) this.endTrack(peer, track);
    peer.close();
  }

  dismissAll(): void {
    for (const peerId of [...this.#peers.keys()]) this.dismiss(peerId);
  }

  /** Somebody does not belong here any more. */
  forget(peerId: string): void {
    this.#moderated.delete(peerId);
    this.dismiss(peerId);
  }

  async permit(peer: Peer, permissions: MediaPermissions): Promise<void> {
    peer.permissions = permissions;
    for (const track of peer.tracks.values()) {
      if (permissions.publish.includes(track.source)) continue;
      peer.send({ type: 'producerMuted', producerId: track.id, muted: true });
      this.endTrack(peer, track);
    }
    await Promise.all([...peer.feeds.values()].map((feed) => feed.allow(permissions.subscribe)));
  }

  async moderate(peer: Peer, source: TrackSource, muted: boolean): Promise<void> {
    const sources = this.#moderated.get(peer.id) ?? new Set();
    this.#moderated.set(peer.id, sources);
    if (muted) sources.add(source);
    else sources.delete(source);
    const track = [...peer.tracks.values()].find((candidate) => candidate.source === source);
    if (!track || track.moderated === muted) return;
    track.moderated = muted;
    await (muted ? track.producer.pause() : track.producer.resume());
    peer.send({ type: 'producerMuted', producerId: track.id, muted });
    this.#tellMuted(track);
  }

  /** @param producerIds of those who speak, loudest first. */
  onSpeaking(producerIds: readonly string[]): void {
    const tracks = new Map(this.tracks().map((track) => [track.id, track]));
    const peerIds = [...new Set(producerIds.flatMap((id) => tracks.get(id)?.peerId ?? []))];
    const speaking = peerIds.join(' ');
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.#life.tell({ type: 'speaking', peerIds });
    for (const peer of this.#peers.values()) {
      if (peer.permissions.subscribe) peer.send({ type: 'speaking', peerIds });
    }
  }

  // What requests of pages lead to.

  async feedAll(peer: Peer): Promise<void> {
    // Their grant may be older than what is known by now.
    if (this.#videoCodecs !== this.#allVideoCodecs) this.#tellVideoCodecs(peer);
    await Promise.all(this.tracks().map((track) => this.#feed(peer, track)));
  }

  publish(
    peer: Peer,
    source: TrackSource,
    rtpParameters: types.RtpParameters,
    muted: boolean,
  ): Promise<PublishedTrack> {
    return this.#life.serially(peer.id, async () => {
      if (!peer.permissions.publish.includes(source)) throw new AppError('forbidden', `publish ${source}`);
      for (const earlier of [...peer.tracks.values()].filter((track) => track.source === source)) {
        this.endTrack(peer, earlier);
      }
      const moderated = this.#moderated.get(peer.id)?.has(source) ?? false;
      const kind = kindOfSource(source);
      const producer = await peer.transports.send.produce({ kind, rtpParameters, paused: moderated });
      const track = new PublishedTrack(producer, { peerId: peer.id, source, ownerMuted: muted, moderated });
      if (this.#peers.get(peer.id) !== peer) {
        producer.close();
        throw new AppError('conflict', 'generation');
      }
      peer.tracks.set(track.id, track);
      producer.on('score', () => peer.reportQuality());
      (await this.#stage()).listenTo(producer);
      this.#life.tell({ type: 'trackPublished', track: track.info });
      if (moderated) peer.send({ type: 'producerMuted', producerId: track.id, muted: true });
      const others = [...this.#peers.values()].filter((other) => other !== peer);
      await Promise.all(others.map((other) => this.#feed(other, track)));
      return track;
    });
  }

  setOwnerMuted(peer: Peer, track: PublishedTrack, muted: boolean): void {
    if (track.ownerMuted === muted) return;
    track.ownerMuted = muted;
    this.#tellMuted(track);
    peer.reportQuality();
  }

  endTrack(peer: Peer, track: PublishedTrack): void {
    if (!peer.tracks.delete(track.id)) return;
    for (const [other, feed] of this.#feedsOf(track)) {
      other.feeds.delete(feed.id);
      other.fed.delete(track.id);
      other.send({ type: 'consumerClosed', consumerId: feed.id });
      feed.close();
    }
    track.producer.close();
    this.#life.tell({ type: 'trackEnded', trackId: track.id, peerId: peer.id });
  }

  // Inner workings.

  /** Lets a track flow to a peer that has joined. */
  async #feed(peer: Peer, track: PublishedTrack): Promise<void> {
    const { rtpCapabilities, fed } = peer;
    if (!rtpCapabilities || track.peerId === peer.id || fed.has(track.id)) return;
    fed.add(track.id);
    try {
      const { router } = await this.#stage();
      if (!router.canConsume({ producerId: track.id, rtpCapabilities })) return this.#avoidCodecOf(track);
      const consumer = await peer.transports.receive.consume({
        producerId: track.id,
        rtpCapabilities,
        paused: true,
        ...(track.hasSizes ? { preferredLayers: { spatialLayer: 0 } } : {}),
      });
      if (consumer.closed || track.producer.closed || this.#peers.get(peer.id) !== peer) {
        consumer.close();
        return;
      }
      const send = (event: MediasoupEvent) => peer.send(event);
      const feed = new Feed(consumer, track, { allowed: peer.permissions.subscribe, send });
      peer.feeds.set(feed.id, feed);
      consumer.on('score', () => peer.reportQuality());
      peer.send({
        type: 'consumerAdded',
        consumerId: feed.id,
        producerId: track.id,
        peerId: track.peerId,
        source: track.source,
        rtpParameters: consumer.rtpParameters as unknown as Record<string, unknown>,
        muted: track.muted,
      });
    } catch {
      // The track, the peer or the worker went away meanwhile: then there is nothing to feed.
      fed.delete(track.id);
    }
  }

  /** Somebody cannot decode a track: everybody sends in what is left, where something is. */
  #avoidCodecOf({ info: { mimeType } }: PublishedTrack): void {
    const left = this.#videoCodecs.filter((name) => mimeType.toLowerCase() !== `video/${name.toLowerCase()}`);
    if (left.length === 0 || left.length === this.#videoCodecs.length) return;
    this.#videoCodecs = left;
    for (const peer of this.#peers.values()) this.#tellVideoCodecs(peer);
  }

  #tellVideoCodecs(peer: Peer): void {
    peer.send({ type: 'videoCodecs', videoCodecs: [...this.#videoCodecs] });
  }

  #tellMuted(track: PublishedTrack): void {
    const { id: trackId, peerId, muted } = track;
    for (const [peer, feed] of this.#feedsOf(track)) {
      feed.mutedChanged();
      peer.send({ type: 'consumerMuted', consumerId: feed.id, muted });
    }
    this.#life.tell({ type: 'trackMuted', trackId, peerId, muted });
  }

  #feedsOf(track: PublishedTrack): (readonly [Peer, Feed])[] {
    return [...this.#peers.values()].flatMap((peer) =>
      [...peer.feeds.values()].filter((feed) => feed.track === track).map((feed) => [peer, feed] as const),
    );
  }
}
