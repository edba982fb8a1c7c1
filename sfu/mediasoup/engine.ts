import type { MediaEngine, MediaRoom, RoomPolicy } from '../media-engine.ts';
import { OpenRooms } from '../open-rooms.ts';
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
  readonly #rooms = new OpenRooms<MediasoupRoom>(asAppError);

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

  openRoom(roomId: string, policy: RoomPolicy): Promise<MediaRoom> {
    return this.#rooms.open(roomId, () => new MediasoupRoom(roomId, policy, this.#config, this.#pool));
  }

  room(roomId: string): MediaRoom | undefined {
    return this.#rooms.get(roomId);
  }

  async close(): Promise<void> {
    // Together: a room that waits for a worker learns from the closing pool that there will be none.
    await Promise.all([this.#pool.close(), this.#rooms.close()]);
  }
}
