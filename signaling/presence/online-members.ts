import type { ConnectionEvents } from '../transport/fact-sender.ts';

/** Who counts as online: connected, or gone for less than a reload takes, so that presence does not flicker. */
export class OnlineMembers {
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  readonly #connections: ConnectionEvents;
  readonly #stopListening: () => void;

  /** @param changed a member came online or went offline. */
  constructor(connections: ConnectionEvents, reloadMs: number, changed: (memberId: string) => void) {
    this.#connections = connections;
    this.#stopListening = connections.onPersonChanged(({ person, connected }) => {
      if (!('member' in person)) return;
      const { member } = person;
      const leaving = this.#leaving.get(member);
      clearTimeout(leaving);
      this.#leaving.delete(member);
      if (connected) {
        if (!leaving) changed(member);
        return;
      }
      const timer = setTimeout(() => {
        this.#leaving.delete(member);
        changed(member);
      }, reloadMs);
      this.#leaving.set(member, timer);
    });
  }

  has(memberId: string): boolean {
    return this.#leaving.has(memberId) || this.#connections.isConnected({ member: memberId });
  }

  close(): void {
    this.#stopListening();
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }
}
