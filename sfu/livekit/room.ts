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
import { Sequence } from '../sequence.ts';
import { chooseVideoCodecs } from '../video-codecs.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { LivekitConfig } from './config.ts';
import { Endings } from './endings.ts';
import { Member } from './member.ts';
import { factsBetween, type Snapshot, snapshotOf } from './participants.ts';
import { Repeating } from './repeating.ts';
import { hasRights } from './rights.ts';
import { openStage, type Stage } from './stage.ts';
import { openTap } from './tap.ts';
import { GENERATION, pageToken, TOKEN_MS } from './token.ts';
import { asAppError, quietly } from './vendor-error.ts';
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
  readonly #sequence = new Sequence();
  readonly #listeners = new Set<(fact: MediaFact) => void>();
  readonly #onClosed = new Set<() => void>();
  readonly #members = new Map<string, Member>();
  /** Ids of comings-in that we have ended; the list may still name them. */
  readonly #dismissed = new Set<string>();
  readonly #look: Repeating;
  readonly #endings: Endings;
  readonly #watching: Watching;
  #stage: Promise<Stage>;
  #seen: Snapshot = new Map();
  #closed = false;

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
    this.#onClosed.add(listener);
  }

  onFact(listener: (fact: MediaFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tracks(): readonly MediaTrackInfo[] {
    return [...this.#seen.values()].flatMap(({ tracks }) => [...tracks.values()]);
  }

  admit(peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    return this.#serially(peerId, async () => {
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
        this.#setSpeaking(member, request.speaking);
        return {};
      case 'quality':
        this.#tell({ type: 'quality', peerId, direction: request.direction, score: request.score });
        return {};
    }
  }

  setPermissions(peerId: string, permissions: MediaPermissions): Promise<void> {
    return this.#serially(peerId, async () => {
      const member = this.#memberNamed(peerId);
      member.permissions = permissions;
      member.waiting = false;
      await this.#watching.changed();
      await this.#permit(member);
    });
  }

  mute(peerId: string, source: TrackSource, muted: boolean): Promise<void> {
    return this.#serially(peerId, async () => {
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
    return this.#serially(peerId, async () => {
      if (!this.#members.delete(peerId)) return;
      const stage = await this.#stage;
      this.#forget(peerId);
      await this.#move(stage, 'removed');
    });
  }

  async tap(trackId: string, target: TapTarget): Promise<TrackTap> {
    const track = this.tracks().find((one) => one.trackId === trackId);
    if (!track) throw new AppError('not_found', 'trackId');
    let leave = () => {};
    try {
      leave = await this.#watching.record();
      const tap = await openTap(this.#cluster.taps, await this.#stage, track, target, this.#config);
      return { ...tap, close: () => (leave(), tap.close()) };
    } catch (error) {
      leave();
      throw asAppError(error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#look.stop();
    await this.#stage.then(
      (stage) => this.#endings.now(stage),
      () => {},
    );
    await this.#endings.all();
    this.#members.clear();
    for (const peerId of [...this.#seen.keys()]) this.#forget(peerId);
    for (const listener of this.#onClosed) listener();
    this.#listeners.clear();
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

  #serially<T>(peerId: string, task: () => Promise<T>): Promise<T> {
    return this.#sequence.run(peerId, async () => {
      if (this.#closed) throw new AppError('unavailable', 'the room is closed');
      try {
        return await task();
      } catch (error) {
        throw asAppError(error);
      }
    });
  }

  #openStage(withinMs: number): Promise<Stage> {
    return openStage(this.id, this.#cluster, this.#config, { withinMs, isWanted: () => !this.#closed });
  }

  async #grant(member: Member, beforeIsLost = false): Promise<MediaGrant> {
    const pass = await this.#pass(member);
    if (this.#closed) throw new AppError('unavailable', 'the room is closed');
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
    this.#forget(peerId);
    await stage.dismiss(peerId);
  }

  /** All that somebody had in the room is over. */
  #forget(peerId: string): void {
    const seen = this.#seen.get(peerId);
    if (!seen) return;
    this.#dismissed.add(seen.sid);
    const left = new Map([...this.#seen].filter(([id]) => id !== peerId));
    this.#become(left);
  }

  /** The same room again under another name, and everybody in it admitted anew. */
  async #move(from: Stage, why: Why): Promise<void> {
    if (this.#closed || (await this.#stage) !== from || this.#closed) return;
    const next = this.#openStage(NEW_NODE_WITHIN_MS);
    this.#stage = next;
    quietly(next);
    // Nobody who was put out stays a moment longer than it takes; the others are on their way meanwhile.
    const ended = why === 'removed' ? [this.#endings.now(from), this.#endings.all()] : [];
    await next.catch((error: unknown) => {
      this.#fail(error);
      throw error;
    });
    this.#become(new Map());
    const moves = [...this.#members.values()].map(async (member) => {
      member.renew();
      this.#tell({ type: 'peerMoved', peerId: member.id, grant: await this.#grant(member, why === 'lost') });
    });
    await Promise.all([...moves, ...ended]);
    if (why === 'lost') void this.#endings.now(from);
    if (why === 'drained') this.#endings.later(from);
  }

  async #reconcile(): Promise<void> {
    const stage = await this.#stage;
    const list = await stage.participants();
    if (this.#closed || (await this.#stage) !== stage) return;
    const present = list.filter(({ sid, permission }) => !permission?.hidden && !this.#dismissed.has(sid));
    const ours = present.filter((one) => this.#isCurrent(one));
    this.#become(snapshotOf(ours));
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

  #become(now: Snapshot): void {
    const facts = factsBetween(this.#seen, now);
    this.#seen = now;
    for (const fact of facts) this.#tell(fact);
    for (const member of this.#members.values()) {
      if (member.speaking && !this.#isHeard(member)) this.#setSpeaking(member, false);
    }
  }

  #isHeard({ id }: Member): boolean {
    const tracks = [...(this.#seen.get(id)?.tracks.values() ?? [])];
    return tracks.some(({ source, muted }) => source === 'microphone' && !muted);
  }

  #setSpeaking(member: Member, speaking: boolean): void {
    if (member.speaking === speaking) return;
    member.speaking = speaking;
    const peerIds = [...this.#members.values()].filter((one) => one.speaking).map(({ id }) => id);
    this.#tell({ type: 'speaking', peerIds });
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#tell({ type: 'roomFailed', reason: asAppError(error).message });
    quietly(this.close());
  }

  #memberNamed(peerId: string): Member {
    const member = this.#members.get(peerId);
    if (!member) throw new AppError('not_found', 'peerId');
    return member;
  }

  #say({ id: peerId, generation }: Member, message: LivekitEvent): void {
    this.#tell({ type: 'message', peerId, generation, message });
  }

  #tell(fact: MediaFact): void {
    for (const listener of this.#listeners) listener(fact);
  }
}
