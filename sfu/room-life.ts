import { AppError } from '#protocol/app-error';
import type { MediaFact } from './media-engine.ts';
import { quietly } from './quietly.ts';
import { OneAtATime } from '#protocol/one-at-a-time';

/** What the rooms of all engines have in common: who is told what happens, work on one peer that goes one after the
 *  other, and one end. */
export class RoomLife {
  readonly #asAppError: (error: unknown) => AppError;
  readonly #sequence = new OneAtATime();
  readonly #listeners = new Set<(fact: MediaFact) => void>();
  readonly #onClosed = new Set<() => void>();
  #closed = false;

  /** @param asAppError what a failure of the engine means to the one who asked. */
  constructor(asAppError: (error: unknown) => AppError) {
    this.#asAppError = asAppError;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @throws AppError `unavailable` once the room is closed. */
  ensureOpen(): void {
    if (this.#closed) throw new AppError('unavailable', 'the room is closed');
  }

  onFact(listener: (fact: MediaFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onClosed(listener: () => void): void {
    this.#onClosed.add(listener);
  }

  tell(fact: MediaFact): void {
    for (const listener of this.#listeners) listener(fact);
  }

  /** Does something for a peer after all that was asked for it before. */
  serially<T>(peerId: string, task: () => Promise<T>): Promise<T> {
    return this.#sequence.run(peerId, async () => {
      this.ensureOpen();
      return this.asked(task);
    });
  }

  /** Does what was asked for; rejects with an AppError. */
  async asked<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw this.#asAppError(error);
    }
  }

  /** Ends the room, once. @param letGo of all that it has; whoever asked is told after that. */
  async end(letGo: () => Promise<unknown>): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await letGo();
    for (const listener of this.#onClosed) listener();
    this.#listeners.clear();
  }

  /** The room is gone for good: everybody is told, and it ends. */
  fail(error: unknown, room: { close(): Promise<void> }): void {
    if (this.#closed) return;
    this.tell({ type: 'roomFailed', reason: this.#asAppError(error).message });
    quietly(room.close());
  }
}
