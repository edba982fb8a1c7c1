import type { Logger } from 'pino';
import type { CallRow } from '../db/schema.ts';
import type { OneAtATime } from '#protocol/one-at-a-time';
import type { ConnectionEvents, PersonChange } from '../transport/fact-sender.ts';
import type { CallAnnouncer } from './call-announcer.ts';
import type { CallRooms } from './call-rooms.ts';
import { isLive } from './call-state.ts';
import type { CallsStore, Side } from './calls.store.ts';

export interface CallComingsDeps {
  readonly store: CallsStore;
  readonly rooms: CallRooms;
  readonly connections: ConnectionEvents;
  readonly turns: OneAtATime;
  /** How long a call waits for a side that has no page any more, ms. */
  readonly graceMs: number;
  /** How long an offer waits for its agent, ms: shorter, somebody else could answer. */
  readonly offerGraceMs: number;
  readonly announcer: Pick<CallAnnouncer, 'otherAway'>;
  /** A side of this call is there (again). */
  readonly returned: (callId: string) => void;
  readonly log: Logger;
  readonly now: () => number;
}

/** Watches the two sides of calls come and go, and sets the time until which a call waits for them. */
export class CallComings {
  readonly #deps: CallComingsDeps;
  readonly #stopListening: readonly (() => void)[];

  constructor(deps: CallComingsDeps) {
    this.#deps = deps;
    this.#stopListening = [
      deps.connections.onPersonChanged((change) => this.#onPerson(change)),
      deps.connections.onConnectionClosed(({ connectionId }) => deps.rooms.pageClosed(connectionId)),
    ];
  }

  /** Looks whether both sides are there; for a call that somebody has just become part of. */
  async look(row: CallRow): Promise<void> {
    await this.#note(row, 'buyer');
    if (row.agent_id !== null) await this.#note(row, 'agent');
    this.tellAway(row);
  }

  /** Tells each side of an answered call that the other is not there: who has just come does not know. */
  tellAway(row: CallRow): void {
    for (const side of ['buyer', 'agent'] as const)
      if (!this.isThere(row, side)) this.#deps.announcer.otherAway(row, side, true);
  }

  isThere(row: CallRow, side: Side): boolean {
    const { connections } = this.#deps;
    if (side === 'buyer') return connections.isConnected({ visitor: row.visitor_id });
    return row.agent_id !== null && connections.isConnected({ member: row.agent_id });
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
  }

  #onPerson({ person }: PersonChange): void {
    const { store, turns, log } = this.#deps;
    const side: Side = 'visitor' in person ? 'buyer' : 'agent';
    const find = () =>
      'visitor' in person ? store.liveOfVisitor(person.visitor) : store.liveOfAgent(person.member);
    const work = async () => {
      const row = await find();
      if (!row) return;
      await turns.run(row.id, async () => {
        const current = await store.get(row.id);
        const theirs = current && (side === 'buyer' || current.agent_id === row.agent_id);
        if (theirs && isLive(current)) await this.#note(current, side);
      });
    };
    work().catch((error: unknown) => log.error({ err: error }, 'A call did not notice who came or went'));
  }

  /** What counts is who is there now, not who was when this was set off. */
  async #note(row: CallRow, side: Side): Promise<void> {
    const { store, announcer, now, graceMs, offerGraceMs } = this.#deps;
    const until = side === 'buyer' ? row.buyer_grace_until : row.agent_grace_until;
    if (this.isThere(row, side)) {
      this.#deps.returned(row.id);
      if (until === null) return;
      await store.setGrace(row, side, null, now());
      announcer.otherAway(row, side, false);
    } else if (until === null) {
      const wait = side === 'agent' && row.status === 'offered' ? offerGraceMs : graceMs;
      await store.setGrace(row, side, now() + wait, now());
      announcer.otherAway(row, side, true);
    }
  }
}
