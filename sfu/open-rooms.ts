import { AppError } from '#protocol/app-error';
import type { MediaRoom } from './media-engine.ts';

/** A room as its engine keeps it. */
export interface KeptRoom extends MediaRoom {
  /** Resolves when the room can admit. */
  readonly opened: Promise<unknown>;
  onClosed(listener: () => void): void;
}

/** The rooms of an engine, each opened once and forgotten when it closes. */
export class OpenRooms<R extends KeptRoom> {
  readonly #rooms = new Map<string, R>();
  readonly #asAppError: (error: unknown) => AppError;
  #closed = false;

  constructor(asAppError: (error: unknown) => AppError) {
    this.#asAppError = asAppError;
  }

  /** The open room of this id, or the one that `make` makes. */
  async open(roomId: string, make: () => R): Promise<R> {
    if (this.#closed) throw new AppError('unavailable', 'the media engine is closed');
    const open = this.#rooms.get(roomId);
    if (open) {
      await open.opened;
      return open;
    }
    const room = make();
    this.#rooms.set(roomId, room);
    room.onClosed(() => {
      if (this.#rooms.get(roomId) === room) this.#rooms.delete(roomId);
    });
    try {
      await room.opened;
      return room;
    } catch (error) {
      await room.close();
      throw this.#asAppError(error);
    }
  }

  get(roomId: string): R | undefined {
    return this.#rooms.get(roomId);
  }

  all(): readonly R[] {
    return [...this.#rooms.values()];
  }

  /** Closes all of them; no other is opened from here on. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.all().map((room) => room.close()));
  }
}
