import type { Reply } from '#protocol/errors';

/** One command on its way; `id` stays the same when it is sent again. */
export interface PendingCommand {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  settle(reply: Reply<unknown>): void;
  expire(): void;
}

/** Emits one command over the connection there is now; `answered` is called at most once. */
export type Emit = (
  name: string,
  payload: { readonly id: string; readonly input: unknown },
  answered: (reply: Reply<unknown>) => void,
) => void;

/** Commands that wait for their answer: each is sent once per connection, again over the next one, and is
 *  settled exactly once. The server answers a repeated id from the first run. */
export class PendingCommands {
  readonly #commands = new Map<string, PendingCommand>();
  #emit: Emit | undefined;

  get size(): number {
    return this.#commands.size;
  }

  /** A connection stands: everything unanswered goes over it, in the order it was given. */
  connected(emit: Emit): void {
    this.#emit = emit;
    for (const command of this.#commands.values()) this.#send(command);
  }

  disconnected(): void {
    this.#emit = undefined;
  }

  add(command: PendingCommand): void {
    this.#commands.set(command.id, command);
    this.#send(command);
  }

  /** Gives up waiting for one, or for all. */
  expire(id?: string): void {
    for (const command of [...this.#commands.values()]) {
      if (id !== undefined && command.id !== id) continue;
      this.#commands.delete(command.id);
      command.expire();
    }
  }

  #send(command: PendingCommand): void {
    const { id, name, input } = command;
    this.#emit?.(name, { id, input }, (reply) => {
      if (this.#commands.delete(id)) command.settle(reply);
    });
  }
}
