import type {
  MediaEngine,
  MediaFact,
  MediaPermissions,
  MediaRoom,
  RoomPolicy,
} from '../../../sfu/media-engine.ts';
import type { MediasoupEngine } from '../../../sfu/mediasoup/engine.ts';
import { AppError } from '#protocol/app-error';
import { startMediasoupEngine } from './mediasoup-engine.ts';

/** The real engine, which a test can do harm to. */
export class BreakableEngine implements MediaEngine {
  readonly name = 'mediasoup';
  /** While true no room can be opened. */
  broken = false;
  /** Awaited before a track of any room is led to the recorder; one that rejects keeps it from that. */
  beforeTap: (trackId: string) => Promise<void> = async () => {};
  /** Resolves when tracks that are not to be led any more have ended, for who waits for that. */
  tapsEnded: Promise<void> = Promise.resolve();
  readonly #engine: MediasoupEngine;
  readonly #watched = new Map<MediaRoom, Set<(fact: MediaFact) => void>>();
  /** What each participant of any room may do now, by their id. */
  readonly permissions = new Map<string, MediaPermissions>();

  private constructor(engine: MediasoupEngine) {
    this.#engine = engine;
  }

  static async create(): Promise<BreakableEngine> {
    return new BreakableEngine(await startMediasoupEngine({ videoCodecs: ['VP8'], logLevel: 'none' }));
  }

  get healthy(): boolean {
    return this.#engine.healthy;
  }

  async openRoom(roomId: string, policy: RoomPolicy): Promise<MediaRoom> {
    if (this.broken) throw new AppError('unavailable', 'broken on purpose');
    const room = await this.#engine.openRoom(roomId, policy);
    if (!this.#watched.has(room)) this.#watch(room);
    return room;
  }

  #watch(room: MediaRoom): void {
    const listeners = new Set<(fact: MediaFact) => void>();
    this.#watched.set(room, listeners);
    const [onFact, admit, setPermissions, tap] = [
      room.onFact.bind(room),
      room.admit.bind(room),
      room.setPermissions.bind(room),
      room.tap.bind(room),
    ];
    room.tap = async (trackId, target) => {
      await this.beforeTap(trackId);
      const opened = await tap(trackId, target);
      const end = opened.close.bind(opened);
      const close = async (): Promise<void> => {
        await end();
        await this.tapsEnded;
      };
      return Object.assign(opened, { close });
    };
    room.onFact = (listener) => {
      listeners.add(listener);
      const stop = onFact(listener);
      return () => {
        listeners.delete(listener);
        stop();
      };
    };
    room.admit = async (peerId, permissions) => {
      this.permissions.set(peerId, permissions);
      return admit(peerId, permissions);
    };
    room.setPermissions = async (peerId, permissions) => {
      this.permissions.set(peerId, permissions);
      return setPermissions(peerId, permissions);
    };
  }

  room(roomId: string): MediaRoom | undefined {
    return this.#engine.room(roomId);
  }

  /** Kills the process that carries the rooms. */
  killWorkers(): void {
    for (const { pid, rooms } of this.#engine.workers) if (rooms > 0) process.kill(pid, 'SIGKILL');
  }

  /** Tells of a room that it is gone for good, as the engine does when it finds no new worker in time. */
  async failRoom(roomId: string): Promise<void> {
    const room = this.#engine.room(roomId);
    if (!room) throw new Error(`room ${roomId} is not open`);
    const listeners = [...(this.#watched.get(room) ?? [])];
    for (const listener of listeners) listener({ type: 'roomFailed', reason: 'broken on purpose' });
    await room.close();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
