import { AppError } from '#protocol/app-error';
import type { MediaEngine, MediaRoom, RoomPolicy } from '../media-engine.ts';
import type { MediasoupConfig } from './config.ts';
import { MediasoupRoom } from './room.ts';
import { asAppError } from './vendor-error.ts';
import { WorkerPool } from './worker-pool.ts';

/** A worker process; the spare one carries nothing until another dies. */
export interface WorkerInfo {
  readonly pid: number;
  readonly rooms: number;
  readonly spare: boolean;
}

/** The embedded engine: mediasoup workers as children of this process. */
export class MediasoupEngine implements MediaEngine {
  readonly name = 'mediasoup';
  readonly #config: MediasoupConfig;
  readonly #pool: WorkerPool;
  readonly #rooms = new Map<string, MediasoupRoom>();
  #closed = false;

  private constructor(config: MediasoupConfig, pool: WorkerPool) {
    this.#config = config;
    this.#pool = pool;
  }

  static async create(config: MediasoupConfig): Promise<MediasoupEngine> {
    return new MediasoupEngine(config, await WorkerPool.create(config));
  }

  get healthy(): boolean {
    return this.#pool.healthy;
  }

  /** The worker processes and how many rooms each carries, for figures and fault tests. */
  get workers(): readonly WorkerInfo[] {
    return this.#pool.workers.map(({ worker: { pid, rooms }, spare }) => ({ pid, rooms, spare }));
  }

  async openRoom(roomId: string, policy: RoomPolicy): Promise<MediaRoom> {
    if (this.#closed) throw new AppError('unavailable', 'the media engine is closed');
    const open = this.#rooms.get(roomId);
    if (open) {
      await open.opened;
      return open;
    }
    const room = new MediasoupRoom(roomId, policy, this.#config, this.#pool);
    this.#rooms.set(roomId, room);
    room.onClosed(() => {
      if (this.#rooms.get(roomId) === room) this.#rooms.delete(roomId);
    });
    try {
      await room.opened;
      return room;
    } catch (error) {
      await room.close();
      throw asAppError(error);
    }
  }

  room(roomId: string): MediaRoom | undefined {
    return this.#rooms.get(roomId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // Together: a room that waits for a worker learns from the closing pool that there will be none.
    await Promise.all([this.#pool.close(), ...[...this.#rooms.values()].map((room) => room.close())]);
  }
}
