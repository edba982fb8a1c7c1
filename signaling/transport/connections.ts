import type { Actor } from './actor.ts';
import { actorKey } from './actor-key.ts';
import type { ConnectionEvents, PersonChange } from './fact-sender.ts';

/** Counts the pages each person has open, and tells when the first one comes and the last one goes. */
export class Connections implements ConnectionEvents {
  readonly #pages = new Map<string, number>();
  readonly #personListeners = new Set<(change: PersonChange) => void>();
  readonly #closedListeners = new Set<(closed: { connectionId: string }) => void>();

  onPersonChanged(listener: (change: PersonChange) => void): () => void {
    this.#personListeners.add(listener);
    return () => this.#personListeners.delete(listener);
  }

  onConnectionClosed(listener: (closed: { connectionId: string }) => void): () => void {
    this.#closedListeners.add(listener);
    return () => this.#closedListeners.delete(listener);
  }

  isConnected(person: { visitor: string } | { member: string }): boolean {
    return this.#pages.has('visitor' in person ? `visitor:${person.visitor}` : `member:${person.member}`);
  }

  /** How many pages of this person are connected. */
  pagesOf(actor: Actor): number {
    return this.#pages.get(actorKey(actor)) ?? 0;
  }

  /** A page of this person is connected now. */
  opened(actor: Actor): void {
    const pages = (this.#pages.get(actorKey(actor)) ?? 0) + 1;
    this.#pages.set(actorKey(actor), pages);
    if (pages === 1) this.#tell(actor, true);
  }

  /** A page of this person is gone. */
  closed(actor: Actor, connectionId: string): void {
    const pages = (this.#pages.get(actorKey(actor)) ?? 1) - 1;
    if (pages > 0) this.#pages.set(actorKey(actor), pages);
    else this.#pages.delete(actorKey(actor));
    for (const listener of this.#closedListeners) listener({ connectionId });
    if (pages === 0) this.#tell(actor, false);
  }

  #tell(actor: Actor, connected: boolean): void {
    const person = actor.kind === 'visitor' ? { visitor: actor.visitorId } : { member: actor.memberId };
    for (const listener of this.#personListeners) listener({ person, shopId: actor.shopId, connected });
  }
}
