import type { MediaGrant, TrackSource } from '#protocol';
import { AppError } from '#protocol/app-error';
import { nextGeneration } from '../generation.ts';
import type {
  MediaFact,
  MediaPermissions,
  MediaRoom,
  MediaTrackInfo,
  RoomPolicy,
  TapTarget,
  TrackTap,
} from '../media-engine.ts';
import { quietly } from '../quietly.ts';
import { RoomLife } from '../room-life.ts';
import { chooseVideoCodecs, type VideoCodec } from '../video-codecs.ts';
import type { MediasoupConfig } from './config.ts';
import { Exchange } from './exchange.ts';
import { Peer } from './peer.ts';
import { answerRequest } from './requests.ts';
import { Stage } from './stage.ts';
import { openTap } from './tap.ts';
import { asAppError } from './vendor-error.ts';
import type { WorkerPool } from './worker-pool.ts';

const NEW_WORKER_WITHIN_MS = 10_000;

/** One call's room on one worker; when the worker dies it goes on, with the same peers, on another. */
export class MediasoupRoom implements MediaRoom {
  readonly id: string;
  readonly #config: MediasoupConfig;
  readonly #pool: WorkerPool;
  readonly #videoCodecs: VideoCodec[];
  readonly #life = new RoomLife(asAppError);
  readonly #exchange: Exchange;
  /** Who belongs here, admitted right now or waiting for a new worker. */
  readonly #members = new Map<string, MediaPermissions>();
  #stage: Promise<Stage>;

  constructor(id: string, policy: RoomPolicy, config: MediasoupConfig, pool: WorkerPool) {
    this.id = id;
    this.#config = config;
    this.#pool = pool;
    this.#videoCodecs = chooseVideoCodecs(config.videoCodecs, policy.videoCodecs);
    this.#exchange = new Exchange(this.#life, () => this.#stage, this.#videoCodecs);
    this.#stage = this.#openStage(0);
    // Whoever needs the stage awaits it and learns of the failure.
    quietly(this.#stage);
  }

  /** Resolves when the room can admit. */
  get opened(): Promise<unknown> {
    return this.#stage;
  }

  onClosed(listener: () => void): void {
    this.#life.onClosed(listener);
  }

  onFact(listener: (fact: MediaFact) => void): () => void {
    return this.#life.onFact(listener);
  }

  tracks(): readonly MediaTrackInfo[] {
    return this.#exchange.tracks().map(({ info }) => info);
  }

  admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    return this.#life.serially(peerId, () => this.#admit(peerId, permissions));
  }

  async request(peerId: string, generation: number, message: unknown): Promise<Record<string, unknown>> {
    const peer = this.#exchange.peer(peerId);
    if (peer.generation !== generation) throw new AppError('conflict', 'generation');
    return this.#life.asked(() => answerRequest(this.#exchange, peer, message));
  }

  setPermissions(peerId: string, permissions: MediaPermissions): Promise<void> {
    return this.#life.serially(peerId, async () => {
      const peer = this.#exchange.peer(peerId);
      this.#members.set(peerId, permissions);
      await this.#exchange.permit(peer, permissions);
    });
  }

  mute(peerId: string, source: TrackSource, muted: boolean): Promise<void> {
    return this.#life.serially(peerId, () =>
      this.#exchange.moderate(this.#exchange.peer(peerId), source, muted),
    );
  }

  remove(peerId: string): Promise<void> {
    return this.#life.serially(peerId, async () => {
      this.#members.delete(peerId);
      this.#exchange.forget(peerId);
    });
  }

  async tap(trackId: string, target: TapTarget): Promise<TrackTap> {
    const track = this.#exchange.tracks().find(({ id }) => id === trackId);
    if (!track) throw new AppError('not_found', 'trackId');
    return this.#life.asked(async () => openTap((await this.#stage).router, track, target));
  }

  close(): Promise<void> {
    return this.#life.end(async () => {
      this.#exchange.dismissAll();
      await this.#stage.then(
        (stage) => stage.close(),
        () => {},
      );
    });
  }

  // Inner workings.

  async #admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    this.#exchange.dismiss(peerId);
    this.#members.set(peerId, permissions);
    const stage = await this.#stage;
    try {
      return await this.#admitOn(stage, peerId, permissions);
    } catch (error) {
      // The worker died under our hands: the room has moved already.
      if (!this.#life.closed && (await this.#stage) !== stage) return this.#admit(peerId, permissions);
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
      tell: (fact) => this.#life.tell(fact),
    });
    if (this.#life.closed) peer.close();
    this.#life.ensureOpen();
    this.#exchange.add(peer);
    worker.streams += 2;
    peer.onClosed(() => (worker.streams -= 2));
    return peer.grant(this.id, router, this.#config, this.#exchange.videoCodecs);
  }

  async #openStage(withinMs: number): Promise<Stage> {
    const worker = await this.#pool.acquire(withinMs);
    if (!worker) throw new AppError('unavailable', 'no media worker is alive');
    const stage = await Stage.create(worker, this.#videoCodecs);
    stage.onSpeaking((producerIds) => this.#exchange.onSpeaking(producerIds));
    worker.onDied(() => this.#move(stage));
    return stage;
  }

  /** The worker died: the same room again on another one, and everybody in it admitted anew. */
  #move(from: Stage): void {
    from.close();
    if (this.#life.closed) return;
    this.#exchange.dismissAll();
    this.#stage = this.#openStage(NEW_WORKER_WITHIN_MS);
    quietly(this.#stage);
    const moves = [...this.#members.keys()].map((peerId) =>
      this.#life.serially(peerId, async () => {
        const permissions = this.#members.get(peerId);
        if (!permissions) return;
        const grant = await this.#admit(peerId, permissions);
        this.#life.tell({ type: 'peerMoved', peerId, grant });
      }),
    );
    Promise.all(moves).catch((error: unknown) => this.#life.fail(error, this));
  }
}
