import type { CallView, FactData, MediaGrant, Person, ProductView } from '#protocol';
import type { CallRow } from '../db/schema.ts';
import type { Audience, FactSender } from '../transport/fact-sender.ts';
import { callStateOf } from './call-state.ts';
import type { Side } from './calls.store.ts';

export interface CallAnnouncerDeps {
  readonly facts: FactSender;
  readonly visitors: { person(visitorId: string): Promise<Person> };
  readonly members: { person(memberId: string): Promise<Person> };
  readonly products: { view(productId: string): Promise<ProductView> };
  readonly watchers: { changed(call: CallRow): void };
}

/** Why an offer is none any more. */
export type WithdrawReason = FactData<'call:offerWithdrawn'>['reason'];

/** Shows calls to their sides and tells them what has changed. */
export type CallAnnouncer = ReturnType<typeof createCallAnnouncer>;

export function createCallAnnouncer({ facts, visitors, members, products, watchers }: CallAnnouncerDeps) {
  async function view(row: CallRow): Promise<CallView> {
    const [buyer, agent, product] = await Promise.all([
      visitors.person(row.visitor_id),
      row.agent_id === null ? null : members.person(row.agent_id),
      row.product_id === null ? null : products.view(row.product_id),
    ]);
    return {
      id: row.id,
      revision: row.revision,
      conversationId: row.conversation_id,
      kind: row.kind,
      requestedAt: row.requested_at,
      state: callStateOf(row),
      buyer,
      agent,
      product,
    };
  }

  return {
    view,

    /** Tells both sides and who follows calls; an agent to whom it only rings or rang is told by the offer and its withdrawal. */
    async changed(row: CallRow): Promise<CallView> {
      watchers.changed(row);
      const call = await view(row);
      facts.send({ visitor: row.visitor_id }, 'call:changed', { call });
      if (row.agent_id !== null && row.answered_at !== null) {
        facts.send({ member: row.agent_id }, 'call:changed', { call });
      }
      return call;
    },

    async offered(row: CallRow, agentId: string, grant: MediaGrant): Promise<void> {
      facts.send({ member: agentId }, 'call:offered', { call: await view(row), grant });
    },

    async moved(row: CallRow, to: Audience, grant: MediaGrant): Promise<void> {
      facts.send(to, 'call:moved', { call: await view(row), grant });
    },

    /** Tells one side whether the other is without a page. */
    otherAway(row: CallRow, who: Side, away: boolean): void {
      const to = otherOf(row, who);
      if (to) facts.send(to, 'call:otherAway', { callId: row.id, away });
    },

    /** Tells one side that the other would rather not turn its camera on. */
    cameraKeptOff(row: CallRow, by: Side): void {
      const to = otherOf(row, by);
      if (to) facts.send(to, 'call:cameraKeptOff', { callId: row.id });
    },

    /** Tells pages that this call is not theirs (any more). */
    withdrawn(to: Audience, callId: string, reason: WithdrawReason): void {
      facts.send(to, 'call:offerWithdrawn', { callId, reason });
    },
  };
}

/** All pages of the other side of a call; nobody while it is not answered. */
function otherOf(row: CallRow, side: Side): Audience | undefined {
  if (row.agent_id === null || row.answered_at === null) return undefined;
  return side === 'buyer' ? { member: row.agent_id } : { visitor: row.visitor_id };
}
