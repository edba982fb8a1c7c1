import type { types } from 'mediasoup';
import type { MediasoupEvent, MediaGrant, TrackSource } from '#protocol';
import { AppError } from '#protocol/app-error';
import type {
  MediaFact,
  MediaPermissions,
  MediaRoom,
  MediaTrackInfo,
  RoomPolicy,
  TapTarget,
  TrackTap,
} from '../media-engine.ts';
import { chooseVideoCodecs, type VideoCodec } from '../video-codecs.ts';
import type { MediasoupConfig } from './config.ts';
import { Feed } from './feed.ts';
import { nextGeneration } from '../generation.ts';
import { Peer } from './peer.ts';
import { PublishedTrack } from './published-track.ts';
import { answerRequest, type RequestTarget } from './requests.ts';
import { Sequence } from '../sequence.ts';
import { Stage } from './stage.ts';
import { openTap } from './tap.ts';
import { asAppError, quietly } from './vendor-error.ts';
import type { WorkerPool } from './worker-pool.ts';

const NEW_WORKER_WITHIN_MS = 10_000;

const kindOf = (source: TrackSource): types.MediaKind =>
  source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';

/** One call's room on one worker; when the worker dies it goes on, with the same peers, on another. */
export class MediasoupRoom implements MediaRoom, RequestTarget {
  readonly id: string;
  readonly #config: MediasoupConfig;
  readonly #pool: WorkerPool;
  readonly #videoCodecs: VideoCodec[];
  readonly #sequence = new Sequence();
  readonly #listeners = new Set<(fact: MediaFact) => void>();
  readonly #onClosed = new Set<() => void>();
  readonly #peers = new Map<string, Peer>();
  /** Who belongs here, admitted right now or waiting for a new worker. */
  readonly #members = new Map<string, MediaPermissions>();
  /** Sources turned off by moderation; outlives admissions, ends with `remove`. */
  readonly #moderated = new Map<string, Set<TrackSource>>();
  #stage: Promise<Stage>;
  #speaking = '';
  #closed = false;

  constructor(id: string, policy: RoomPolicy, config: MediasoupConfig, pool: WorkerPool) {
    this.id = id;
    this.#config = config;
    this.#pool = pool;
    this.#videoCodecs = chooseVideoCodecs(config.videoCodecs, policy.videoCodecs);
    this.#stage = this.#openStage(0);
    // Whoever needs the stage awaits it and learns of the failure.
    quietly(this.#stage);
  }

  /** Resolves when the room can admit. */
  get opened(): Promise<unknown> {
    return this.#stage;
  }

  onClosed(listener: () => void): void {
    this.#onClosed.add(listener);
  }

  onFact(listener: (fact: MediaFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tracks(): readonly MediaTrackInfo[] {
    return this.#allTracks().map(({ info }) => info);
  }

  admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    return this.#serially(peerId, () => this.#admit(peerId, permissions));
  }

  async request(peerId: string, generation: number, message: unknown): Promise<Record<string, unknown>> {
    const peer = this.#peerNamed(peerId);
    if (peer.generation !== generation) throw new AppError('conflict', 'generation');
    try {
      return await answerRequest(this, peer, message);
    } catch (error) {
      throw asAppError(error);
    }
  }

  setPermissions(peerId: string, permissions: MediaPermissions): Promise<void> {
    return this.#serially(peerId, async () => {
      const peer = this.#peerNamed(peerId);
      peer.permissions = permissions;
      this.#members.set(peerId, permissions);
      for (const track of peer.tracks.values()) {
        if (permissions.publish.includes(track.source)) continue;
        peer.send({ type: 'producerMuted', producerId: track.id, muted: true });
        this.endTrack(peer, track);
      }
      await Promise.all([...peer.feeds.values()].map((feed) => feed.allow(permissions.subscribe)));
    });
  }

  mute(peerId: string, source: TrackSource, muted: boolean): Promise<void> {
    return this.#serially(peerId, async () => {
      const peer = this.#peerNamed(peerId);
      const sources = this.#moderated.get(peerId) ?? new Set();
      this.#moderated.set(peerId, sources);
      if (muted) sources.add(source);
      else sources.delete(source);
      const track = [...peer.tracks.values()].find((candidate) => candidate.source === source);
      if (!track || track.moderated === muted) return;
      track.moderated = muted;
      await (muted ? track.producer.pause() : track.producer.resume());
      peer.send({ type: 'producerMuted', producerId: track.id, muted });
      this.#tellMuted(track);
    });
  }

  remove(peerId: string): Promise<void> {
    return this.#serially(peerId, async () => {
      this.#moderated.delete(peerId);
      this.#members.delete(peerId);
      this.#dismiss(peerId);
    });
  }

  async tap(trackId: string, target: TapTarget): Promise<TrackTap> {
    const track = this.#allTracks().find(({ id }) => id === trackId);
    if (!track) throw new AppError('not_found', 'trackId');
    try {
      return await openTap((await this.#stage).router, track, target);
    } catch (error) {
      throw asAppError(error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const peerId of [...this.#peers.keys()]) this.#dismiss(peerId);
    await this.#stage.then(
      (stage) => stage.close(),
      () => {},
    );
    for (const listener of this.#onClosed) listener();
    this.#listeners.clear();
  }

  // What requests of pages lead to.

  async feedAll(peer: Peer): Promise<void> {
    await Promise.all(this.#allTracks().map((track) => this.#feed(peer, track)));
  }

  publish(
    peer: Peer,
    source: TrackSource,
    rtpParameters: types.RtpParameters,
    muted: boolean,
  ): Promise<PublishedTrack> {
    return this.#serially(peer.id, async () => {
      if (!peer.permissions.publish.includes(source)) throw new AppError('forbidden', `publish ${source}`);
      for (const earlier of [...peer.tracks.values()].filter((track) => track.source === source)) {
        this.endTrack(peer, earlier);
      }
      const moderated = this.#moderated.get(peer.id)?.has(source) ?? false;
      const kind = kindOf(source);
      const producer = await peer.transports.send.produce({ kind, rtpParameters, paused: moderated });
      const track = new PublishedTrack(producer, { peerId: peer.id, source, ownerMuted: muted, moderated });
      if (this.#peers.get(peer.id) !== peer) {
        producer.close();
        throw new AppError('conflict', 'generation');
      }
      peer.tracks.set(track.id, track);
      producer.on('score', () => peer.reportQuality());
      (await this.#stage).listenTo(producer);
      this.#tell({ type: 'trackPublished', track: track.info });
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
    this.#tell({ type: 'trackEnded', trackId: track.id, peerId: peer.id });
  }

  // Inner workings.

  async #serially<T>(peerId: string, task: () => Promise<T>): Promise<T> {
    return this.#sequence.run(peerId, async () => {
      if (this.#closed) throw new AppError('unavailable', 'the room is closed');
      try {
        return await task();
      } catch (error) {
        throw asAppError(error);
      }
    });
  }

  async #admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    this.#dismiss(peerId);
    this.#members.set(peerId, permissions);
    const stage = await this.#stage;
    try {
      return await this.#admitOn(stage, peerId, permissions);
    } catch (error) {
      // The worker died under our hands: the room has moved already.
      if (!this.#closed && (await this.#stage) !== stage) return this.#admit(peerId, permissions);
      throw error;
    }
  }

  async #admitOn(stage: Stage, peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    const { router, worker } = stage;
    const peer = await Peer.create({
      id: peerId,
      generation: nextGeneration(),
      permissions,
      router,
      server: worker.server,
      tell: (fact) => this.#tell(fact),
    });
    if (this.#closed) {
      peer.close();
      throw new AppError('unavailable', 'the room is closed');
    }
    this.#peers.set(peerId, peer);
    worker.streams += 2;
    peer.onClosed(() => (worker.streams -= 2));
    return peer.grant(this.id, router, this.#config, this.#videoCodecs);
  }

  #dismiss(peerId: string): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    this.#peers.delete(peerId);
    for (const track of [...peer.tracks.values()]) this.endTrack(peer, track);
    peer.close();
  }

  /** Lets a track flow to a peer that has joined. */
  async #feed(peer: Peer, track: PublishedTrack): Promise<void> {
    const { rtpCapabilities, fed } = peer;
    if (!rtpCapabilities || track.peerId === peer.id || fed.has(track.id)) return;
    fed.add(track.id);
    try {
      const { router } = await this.#stage;
      if (!router.canConsume({ producerId: track.id, rtpCapabilities })) return;
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

  #tellMuted(track: PublishedTrack): void {
    const { id: trackId, peerId, muted } = track;
    for (const [peer, feed] of this.#feedsOf(track)) {
      feed.mutedChanged();
      peer.send({ type: 'consumerMuted', consumerId: feed.id, muted });
    }
    this.#tell({ type: 'trackMuted', trackId, peerId, muted });
  }

  #onSpeaking(producerIds: readonly string[]): void {
    const tracks = new Map(this.#allTracks().map((track) => [track.id, track]));
    const peerIds = [...new Set(producerIds.flatMap((id) => tracks.get(id)?.peerId ?? []))];
    const speaking = peerIds.join(' ');
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.#tell({ type: 'speaking', peerIds });
    for (const peer of this.#peers.values()) {
      if (peer.permissions.subscribe) peer.send({ type: 'speaking', peerIds });
    }
  }

  async #openStage(withinMs: number): Promise<Stage> {
    const worker = await this.#pool.acquire(withinMs);
    if (!worker) throw new AppError('unavailable', 'no media worker is alive');
    const stage = await Stage.create(worker, this.#videoCodecs);
    stage.onSpeaking((producerIds) => this.#onSpeaking(producerIds));
    worker.onDied(() => this.#move(stage));
    return stage;
  }

  /** The worker died: the same room again on another one, and everybody in it admitted anew. */
  #move(from: Stage): void {
    from.close();
    if (this.#closed) return;
    for (const peerId of [...this.#peers.keys()]) this.#dismiss(peerId);
    this.#stage = this.#openStage(NEW_WORKER_WITHIN_MS);
    quietly(this.#stage);
    const moves = [...this.#members.keys()].map((peerId) =>
      this.#serially(peerId, async () => {
        const permissions = this.#members.get(peerId);
        if (!permissions) return;
        const grant = await this.#admit(peerId, permissions);
        this.#tell({ type: 'peerMoved', peerId, grant });
      }),
    );
    Promise.all(moves).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#tell({ type: 'roomFailed', reason: asAppError(error).message });
    quietly(this.close());
  }

  #peerNamed(peerId: string): Peer {
    const peer = this.#peers.get(peerId);
    if (!peer) throw new AppError('not_found', 'peerId');
    return peer;
  }

  #allTracks(): PublishedTrack[] {
    return [...this.#peers.values()].flatMap((peer) => [...peer.tracks.values()]);
  }

  #feedsOf(track: PublishedTrack): (readonly [Peer, Feed])[] {
    return [...this.#peers.values()].flatMap((peer) =>
      [...peer.feeds.values()].filter((feed) => feed.track === track).map((feed) => [peer, feed] as const),
    );
  }

  #tell(fact: MediaFact): void {
    for (const listener of this.#listeners) listener(fact);
  }
}
