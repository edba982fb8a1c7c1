import type { EgressInfo } from 'livekit-server-sdk';
import type { ExportEnd, ExportFact, TrackExports } from '../../media-engine.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import type { ClusterNode } from '../cluster-node.ts';
import type { EgressConfig, LivekitConfig } from '../config.ts';
import { Repeating } from '../repeating.ts';
import { asAppError } from '../vendor-error.ts';
import { EgressService } from './egress-service.ts';
import { type EgressState, RANK, stateOf } from './egress-state.ts';
import { Presence } from './presence.ts';

/** Reports may be lost: the service's list is asked this often besides, while anything goes on. */
const LOOK_EVERY_MS = 2000;
/** One whose start was not answered may have begun all the same, and is looked for so long. */
const UNSURE_MS = 60_000;
/** A file of hours has to be copied to its place after the end. */
const GIVE_UP_MS = 600_000;
/** Those that are over are remembered for who asks again. */
const REMEMBERED = 1000;

/** One file that is, or was, written for us. */
interface Known {
  readonly name: string;
  /** Egress' own; known once it has answered. */
  egressId: string | undefined;
  state: EgressState;
  stoppedAt: number | undefined;
  /** LiveKit's room that the track is in. */
  readonly room: string;
  readonly presence: Presence;
  readonly ended: PromiseWithResolvers<ExportEnd>;
}

/** Track egress: each track into a file of its own, under a name of ours. What the service reports says only when to
 *  look; its list says what has happened. */
export class TrackEgress implements TrackExports {
  readonly #folder: string;
  readonly #service: EgressService;
  readonly #listeners = new Set<(fact: ExportFact) => void>();
  readonly #known = new Map<string, Known>();
  /** Names of those that must not go on, and until when they are looked for. */
  readonly #unsure = new Map<string, number>();
  readonly #sequence = new OneAtATime();
  readonly #look: Repeating;

  constructor(config: LivekitConfig, egress: EgressConfig, node: () => Promise<ClusterNode>) {
    this.#folder = egress.folder;
    this.#service = new EgressService(config, egress.serviceFolder, node);
    this.#look = new Repeating(() => this.#lookAround(), LOOK_EVERY_MS);
  }

  /** Begins to write a track; a service that refuses is told of by `exportEnded`. */
  start(room: string, trackId: string, name: string): Promise<void> {
    return this.#sequence.run(name, async () => {
      const known = this.#remember(name, room);
      try {
        this.#heard(known, await this.#service.start(room, trackId, name));
      } catch (error) {
        this.#giveUp(known, error instanceof Error ? error.message : String(error));
      }
    });
  }

  stop(name: string): Promise<void> {
    return this.#sequence.run(name, async () => {
      try {
        const known = await this.#find(name);
        if (!known) return;
        known.stoppedAt ??= Date.now();
        await this.#halt(known);
      } catch (error) {
        throw asAppError(error);
      }
    });
  }

  async ended(name: string): Promise<ExportEnd | undefined> {
    const known = await this.#find(name).catch((error: unknown) => {
      throw asAppError(error);
    });
    return known?.ended.promise;
  }

  onFact(listener: (fact: ExportFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The service has reported something. */
  reported(): Promise<void> {
    return this.#look.soon();
  }

  close(): void {
    this.#look.stop();
  }

  #remember(name: string, room: string): Known {
    const known: Known = {
      name,
      room,
      egressId: undefined,
      state: { status: 'starting' },
      stoppedAt: undefined,
      presence: new Presence(),
      ended: Promise.withResolvers<ExportEnd>(),
    };
    this.#known.set(name, known);
    for (const [old, { state }] of this.#known) {
      if (this.#known.size <= REMEMBERED) break;
      if (state.status === 'ended') this.#known.delete(old);
    }
    return known;
  }

  /** One of ours, or of a process before this one. */
  async #find(name: string): Promise<Known | undefined> {
    const known = this.#known.get(name);
    if (known) return known;
    const info = (await this.#service.all()).get(name);
    if (!info) return undefined;
    // Somebody else may have asked meanwhile.
    const found = this.#known.get(name) ?? this.#remember(name, info.roomName);
    this.#heard(found, info);
    return found;
  }

  async #halt(known: Known): Promise<void> {
    if (RANK[known.state.status] >= RANK.ending || known.egressId === undefined) return;
    const info = await this.#service.stop(known.egressId);
    if (info) this.#heard(known, info);
    else this.#become(known, { status: 'ending' });
  }

  async #lookAround(): Promise<void> {
    const now = Date.now();
    for (const [name, until] of this.#unsure) if (until < now) this.#unsure.delete(name);
    const open = [...this.#known.values()].filter(({ state }) => state.status !== 'ended');
    if (open.length === 0 && this.#unsure.size === 0) return;
    const active = await this.#service.active();
    for (const name of this.#unsure.keys()) {
      const info = active.get(name);
      if (info) await this.#service.stop(info.egressId);
    }
    for (const known of open) await this.#lookAt(known, active.get(known.name), now);
    await this.#lookWhoIsThere(open);
  }

  /** A service that dies with its machine says nothing: its participants are gone from their rooms. */
  async #lookWhoIsThere(open: readonly Known[]): Promise<void> {
    const writing = open.filter(
      ({ state, stoppedAt }) => state.status === 'writing' && stoppedAt === undefined,
    );
    for (const [room, inRoom] of Map.groupBy(writing, ({ room: name }) => name)) {
      const there = await this.#service.inRoom(room);
      for (const known of inRoom) {
        const isGone = known.presence.look(there.has(known.egressId ?? ''));
        if (isGone) this.#giveUp(known, 'it is gone from the room');
      }
    }
  }

  async #lookAt(known: Known, active: EgressInfo | undefined, now: number): Promise<void> {
    // Before it was answered nobody knows where to look for one that is not going on.
    if (!active && known.egressId === undefined) return;
    const info = active ?? (await this.#service.one(known.egressId ?? ''));
    if (info) this.#heard(known, info);
    else this.#giveUp(known, 'the service does not know it any more');
    if (known.stoppedAt === undefined) return;
    if (now - known.stoppedAt > GIVE_UP_MS) this.#giveUp(known, 'its file has not come');
    // What could not be stopped when it was asked for.
    else await this.#halt(known);
  }

  #giveUp(known: Known, details: string): void {
    // Should it be there all the same, it is not to go on.
    this.#unsure.set(known.name, Date.now() + UNSURE_MS);
    this.#become(known, {
      status: 'ended',
      end: { file: undefined, failure: { reason: 'failed', details } },
    });
  }

  #heard(known: Known, info: EgressInfo): void {
    known.egressId ??= info.egressId;
    this.#become(known, stateOf(info, known.name, this.#folder));
  }

  #become(known: Known, state: EgressState): void {
    if (RANK[state.status] <= RANK[known.state.status]) return;
    known.state = state;
    const { name } = known;
    if (state.status === 'writing') this.#tell({ type: 'exportStarted', name, startedAt: state.startedAt });
    if (state.status !== 'ended') return;
    known.ended.resolve(state.end);
    this.#tell({ type: 'exportEnded', name, end: state.end });
  }

  #tell(fact: ExportFact): void {
    for (const listener of this.#listeners) listener(fact);
  }
}
