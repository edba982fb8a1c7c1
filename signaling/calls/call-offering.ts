import type { Person, ShopPresence } from '#protocol';
import type { Logger } from 'pino';
import type { CallRow } from '../db/schema.ts';
import type { CallAnnouncer } from './call-announcer.ts';
import type { CallEnding, PresencePort } from './call-ending.ts';
import type { CallRooms } from './call-rooms.ts';
import { passedBy } from './call-state.ts';
import type { CallsStore } from './calls.store.ts';
import { missedBecause, nextAgents, type Pass } from './offer-policy.ts';

export interface CallOfferingDeps {
  readonly store: CallsStore;
  readonly rooms: CallRooms;
  readonly announcer: CallAnnouncer;
  readonly finish: CallEnding;
  readonly presence: PresencePort & {
    /** Members who are there, available and free, longest idle first. */
    candidates(shopId: string): Promise<Person[]>;
    shopPresence(shopId: string): Promise<ShopPresence>;
  };
  readonly offerMs: number;
  readonly log: Logger;
  readonly now: () => number;
}

const WITHDRAWN = { declined: 'declined', timed_out: 'timeout', left: 'timeout' } as const;

/** Finds an agent for a call, one after another. */
export type CallOffering = ReturnType<typeof createCallOffering>;

export function createCallOffering(deps: CallOfferingDeps) {
  const { store, rooms, announcer, finish, presence, now } = deps;

  /** Tells whom it rang before, and rings the next. */
  async function moveOn(from: CallRow, to: CallRow, pass: Pass | undefined): Promise<CallRow | undefined> {
    if (from.agent_id !== null && pass) {
      announcer.withdrawn({ member: from.agent_id }, from.id, WITHDRAWN[pass]);
      await rooms.remove(from.id, from.agent_id);
      await presence.memberChanged(from.agent_id);
    }
    if (to.agent_id === null) throw new Error(`call ${to.id} is offered to nobody`);
    const agent = { side: 'agent', id: to.agent_id } as const;
    try {
      const grant = await rooms.admit(to.id, agent, { subscribe: false, connectionId: null });
      await announcer.offered(to, to.agent_id, grant);
    } catch (error) {
      deps.log.error({ err: error, callId: to.id }, 'A call found no room');
      return finish(to, { to: 'missed', at: now(), reason: 'media_failed', passedBy: passedBy(to) });
    }
    await announcer.changed(to);
    await presence.memberChanged(to.agent_id);
    return to;
  }

  /** Offers a waiting call, or one that its agent has passed on, to the next; where there is none it is missed.
   *  @returns the call as it is then; `undefined` when something else had happened to it first. */
  return async function offerNext(row: CallRow, pass: Pass | undefined): Promise<CallRow | undefined> {
    const passed = passedBy(row);
    if (pass && row.agent_id !== null) passed.push(row.agent_id);
    for (const agent of nextAgents(await presence.candidates(row.shop_id), passed)) {
      const at = now();
      const offered = await store.change(
        row,
        { to: 'offered', at, deadline: at + deps.offerMs, agentId: agent.id, passedBy: passed },
        { type: 'offered', data: { agentId: agent.id, passedBy: row.agent_id, pass: pass ?? null } },
      );
      if (offered) return moveOn(row, offered, pass);
      // Either this agent has got another call meanwhile, or this call has changed.
      const current = await store.get(row.id);
      if (current?.revision !== row.revision) return undefined;
    }
    const reason = missedBecause(pass, await presence.shopPresence(row.shop_id));
    const by = row.agent_id ?? undefined;
    return finish(row, { to: 'missed', at: now(), reason, passedBy: passed }, by);
  };
}
