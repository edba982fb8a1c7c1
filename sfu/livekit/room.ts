import type { ParticipantInfo } from 'livekit-server-sdk';
import { type LivekitEvent, livekitRequest, type MediaGrant, type TrackSource } from '#protocol';
import { AppError } from '#protocol/app-error';
import { iceServersForPages } from '../ice-servers.ts';
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
import { chooseVideoCodecs } from '../video-codecs.ts';
import { Attendance } from './attendance.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { LivekitConfig } from './config.ts';
import { Endings } from './endings.ts';
import { Member } from './member.ts';
import { Repeating } from './repeating.ts';
import { hasRights } from './rights.ts';
import { openStage, type Stage } from './stage.ts';
import { openTap } from './tap.ts';
import { GENERATION, pageToken, TOKEN_MS } from './token.ts';
import { asAppError } from './vendor-error.ts';
import { Watching } from './watching.ts';

/** Reports may be lost with their node: the list is asked this often besides. */
const LOOK_EVERY_MS = 2000;
const NEW_NODE_WITHIN_MS = 10_000;

type Why = 'lost' | 'drained' | 'removed';

/** One call's room on a LiveKit cluster; it goes on, with the same peers, in another room of LiveKit when its node
 *  is lost or stopped, and when somebody must be kept out. */
export class LivekitRoom implements MediaRoom {
  readonly id: string;
  readonly #config: LivekitConfig;
  readonly #cluster: Cluster;
  readonly #videoCodecs: string[];
  readonly #life = new RoomLife(asAppError);
  readonly #members = new Map<string, Member>();
  readonly #attendance = new Attendance(this.#members, (fact) => this.#life.tell(fact));
  readonly #look: Repeating;
  readonly #endings: Endings;
  readonly #watching: Watching;
  #stage: Promise<Stage>;

  constructor(id: string, policy: RoomPolicy, config: LivekitConfig, cluster: Cluster) {
    this.id = id;
    this.#config = config;
    this.#cluster = cluster;
    this.#videoCodecs = chooseVideoCodecs(config.videoCodecs, policy.videoCodecs);
    this.#endings = new Endings(cluster, config);
    this.#watching = new Watching(this.#members, {
      permit: (member) => this.#permit(member),
      tell: (member, watched) => this.#say(member, { type: 'watched', watched }),
    });
    this.#look = new Repeating(() => this.#reconcile(), LOOK_EVERY_MS);
    this.#stage = this.#openStage(0);
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
    return this.#attendance.tracks();
  }

  admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    return this.#life.serially(peerId, async () => {
      const earlier = this.#members.get(peerId);
      const member = new Member(peerId, permissions, earlier?.moderated ?? new Set());
      this.#members.set(peerId, member);
      await this.#watching.admit(member);
      const stage = await this.#stage;
      // Where that fails the node is about to be given up, or LiveKit puts the earlier one out when this one comes in.
      if (earlier) await this.#dismiss(stage, peerId).catch(() => {});
      return this.#grant(member);
    });
  }

  async request(peerId: string, generation: number, message: unknown): Promise<Record<string, unknown>> {
    const member = this.#memberNamed(peerId);
    if (member.generation !== generation) throw new AppError('conflict', 'generation');
    const parsed = livekitRequest.safeParse(message);
    if (!parsed.success) throw new AppError('invalid_input', parsed.error.issues[0]?.path.join('.'));
    const request = parsed.data;
    switch (request.type) {
      case 'join':
        for (const word of member.words) this.#say(member, word);
        this.#say(member, { type: 'watched', watched: member.watched });
        return {};
      case 'renewToken': {
        const { url, token, tokenMs } = await this.#pass(member);
        return { url, token, tokenMs };
      }
      case 'changed':
        void this.#look.soon();
        return {};
      case 'speaking':
        this.#attendance.setSpeaking(member, request.speaking);
        return {};
      case 'quality':
        this.#life.tell({ type: 'quality', peerId, direction: request.direction, score: request.score });
        return {};
    }
  }

  setPermissions(peerId: string, permissions: MediaPermissions): Promise<void> {
    return this.#life.serially(peerId, async () => {
      const member = this.#memberNamed(peerId);
      member.permissions = permissions;
      member.waiting = false;
      await this.#watching.changed();
      await this.#permit(member);
    });
  }

  mute(peerId: string, source: TrackSource, muted: boolean): Promise<void> {
    return this.#life.serially(peerId, async () => {
      const member = this.#memberNamed(peerId);
      if (member.moderated.has(source) === muted) return;
      if (muted) member.moderated.add(source);
      else member.moderated.delete(source);
      await this.#permit(member);
      this.#say(member, { type: 'sourceMuted', source, muted });
    });
  }

  /** Whoever was here holds tokens that LiveKit goes on taking: the others go on in a room of another name. */
  remove(peerId: string): Promise<void> {
    return this.#life.serially(peerId, async () => {
      if (!this.#members.delete(peerId)) return;
      const stage = await this.#stage;
      this.#attendance.forget(peerId);
      await this.#move(stage, 'removed');
    });
  }

  async tap(trackId: string, target: TapTarget): Promise<TrackTap> {
    const track = this.tracks().find((one) => one.trackId === trackId);
    if (!track) throw new AppError('not_found', 'trackId');
    return this.#watched(async (leave) => {
      const tap = await openTap(this.#cluster.taps, await this.#stage, track, target, this.#config);
      return { ...tap, close: () => (leave(), tap.close()) };
    });
  }

  async export(trackId: string, name: string): Promise<() => void> {
    const { egress } = this.#cluster;
    if (!egress) throw new AppError('unavailable', 'no service writes tracks into files');
    return this.#watched(async (leave) => {
      await egress.start((await this.#stage).name, trackId, name);
      return leave;
    });
  }

  close(): Promise<void> {
    return this.#life.end(async () => {
      this.#look.stop();
      await this.#stage.then(
        (stage) => this.#endings.now(stage),
        () => {},
      );
      await this.#endings.all();
      this.#members.clear();
      this.#attendance.are([]);
    });
  }

  /** LiveKit has reported something about this room. */
  reported(): Promise<void> {
    return this.#look.soon();
  }

  /** Whether LiveKit's room of this name is where we are now. */
  async isIn(name: string): Promise<boolean> {
    return this.#stage.then(
      (stage) => stage.name === name,
      () => false,
    );
  }

  /** A node is gone, or about to be stopped. */
  leaveNode(node: ClusterNode, why: 'lost' | 'drained'): void {
    const present = this.#stage;
    quietly(
      present.then(async (stage) => {
        if (stage.node === node) await this.#move(stage, why);
      }),
    );
  }

  // Inner workings.

  /** Does something for which everybody has to be watched, until the function that it is given is called. */
  #watched<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    return this.#life.asked(async () => {
      const leave = await this.#watching.record();
      try {
        return await work(leave);
      } catch (error) {
        leave();
        throw error;
      }
    });
  }

  #openStage(withinMs: number): Promise<Stage> {
    return openStage(this.id, this.#cluster, this.#config, { withinMs, isWanted: () => !this.#life.closed });
  }

  async #grant(member: Member, beforeIsLost = false): Promise<MediaGrant> {
    const pass = await this.#pass(member);
    this.#life.ensureOpen();
    return {
      engine: 'livekit',
      roomId: this.id,
      peerId: member.id,
      generation: member.generation,
      ...pass,
      watched: (member.watched = this.#watching.isWatched(member)),
      beforeIsLost,
      iceServers: iceServersForPages(this.#config.iceServers),
      videoCodecs: this.#videoCodecs,
    };
  }

  async #pass({ id, generation, rights }: Member): Promise<{ url: string; token: string; tokenMs: number }> {
    const { name, node } = await this.#stage;
    const token = await pageToken(this.#config, { room: name, peerId: id, generation, rights });
    return { url: node.url, token, tokenMs: TOKEN_MS };
  }

  async #permit(member: Member): Promise<void> {
    await (await this.#stage).permit(member.id, member.rights);
    void this.#look.soon();
  }

  async #dismiss(stage: Stage, peerId: string): Promise<void> {
    this.#attendance.forget(peerId);
    await stage.dismiss(peerId);
  }

  /** The same room again under another name, and everybody in it admitted anew. */
  async #move(from: Stage, why: Why): Promise<void> {
    const present = this.#stage;
    const isThere = (await present) === from && this.#stage === present;
    if (this.#life.closed) return;
    // Another move has begun. Whoever was put out may still be where it began.
    if (!isThere) return why === 'removed' ? this.#endings.now(from) : undefined;
    const next = this.#openStage(NEW_NODE_WITHIN_MS);
    this.#stage = next;
    quietly(next);
    // Nobody who was put out stays a moment longer than it takes; the others are on their way meanwhile.
    const ended = why === 'removed' ? [this.#endings.now(from), this.#endings.all()] : [];
    await next.catch((error: unknown) => {
      this.#life.fail(error, this);
      throw error;
    });
    this.#attendance.are([]);
    const moves = [...this.#members.values()].map(async (member) => {
      member.renew();
      this.#life.tell({
        type: 'peerMoved',
        peerId: member.id,
        grant: await this.#grant(member, why === 'lost'),
      });
    });
    await Promise.all([...moves, ...ended]);
    if (why === 'lost') void this.#endings.now(from);
    if (why === 'drained') this.#endings.later(from);
  }

  async #reconcile(): Promise<void> {
    const stage = await this.#stage;
    const list = await stage.participants();
    if (this.#life.closed || (await this.#stage) !== stage) return;
    const present = this.#attendance.visible(list);
    const ours = present.filter((one) => this.#isCurrent(one));
    this.#attendance.are(ours);
    // Somebody came in with a token of an earlier time.
    if (ours.length < present.length) await this.#move(stage, 'removed');
    for (const { identity, permission } of ours) {
      const member = this.#members.get(identity);
      if (member && !hasRights(permission, member.rights)) await stage.permit(identity, member.rights);
    }
  }

  #isCurrent({ identity, attributes }: ParticipantInfo): boolean {
    return attributes[GENERATION] === String(this.#members.get(identity)?.generation);
  }

  #memberNamed(peerId: string): Member {
    const member = this.#members.get(peerId);
    if (!member) throw new AppError('not_found', 'peerId');
    return member;
  }

  #say({ id: peerId, generation }: Member, message: LivekitEvent): void {
    this.#life.tell({ type: 'message', peerId, generation, message });
  }
}
