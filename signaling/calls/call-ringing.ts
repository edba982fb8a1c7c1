import type { CommandOutput, MediaGrant, ParsedInput, ProductView } from '#protocol';
import type { Logger } from 'pino';
import type { ChatService } from '../chat/chat.service.ts';
import type { CallRow } from '../db/schema.ts';
import type { OneAtATime } from '#protocol/one-at-a-time';
import type { Actor, MemberActor, VisitorActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { RateLimit } from '../transport/rate-limit.ts';
import { hasPassed, requireSide, visibleCall } from './call-access.ts';
import type { CallAnnouncer } from './call-announcer.ts';
import type { CallTimes } from './call-clock.ts';
import type { CallComings } from './call-comings.ts';
import type { CallEnding } from './call-ending.ts';
import type { CallOffering } from './call-offering.ts';
import type { CallRooms } from './call-rooms.ts';
import { isLive, passedBy } from './call-state.ts';
import type { CallsStore } from './calls.store.ts';

/** Who sends a command, and from which of their pages. */
export interface From<A extends Actor> {
  readonly actor: A;
  readonly connectionId: string;
}

interface FromBuyer extends From<VisitorActor> {
  readonly addressKey: string;
}

/** How often it may ring. */
export interface CallRates {
  /** By visitor. */
  readonly visitor: RateLimit;
  /** By address, where one person could be many visitors. */
  readonly address: RateLimit;
}

export interface CallRingingDeps {
  readonly store: CallsStore;
  readonly rooms: CallRooms;
  readonly announcer: CallAnnouncer;
  readonly turns: OneAtATime;
  readonly comings: CallComings;
  readonly offerNext: CallOffering;
  readonly finish: CallEnding;
  readonly chat: Pick<ChatService, 'openFor'>;
  readonly products: { bySku(shopId: string, sku: string): Promise<ProductView | undefined> };
  /** Looks whether an answered call has its media already. */
  readonly settle: (callId: string) => void;
  readonly times: CallTimes;
  readonly rates: CallRates;
  readonly log: Logger;
  readonly now: () => number;
}

/** From the buyer's press to the agent's answer. */
export function createCallRinging(deps: CallRingingDeps) {
  const { store, rooms, announcer, turns, comings, offerNext, finish, now } = deps;

  async function create(from: FromBuyer, input: ParsedInput<'call:request'>): Promise<CallRow> {
    const { shopId, visitorId } = from.actor;
    if (await store.liveOfVisitor(visitorId)) throw new AppError('already_in_call');
    await deps.rates.visitor.take(visitorId);
    await deps.rates.address.take(from.addressKey);
    const product = input.sku === undefined ? undefined : await deps.products.bySku(shopId, input.sku);
    const conversation = await deps.chat.openFor({ shopId, visitorId }, product);
    const requestedAt = now();
    const row = await store.create(
      {
        id: input.callId,
        shop_id: shopId,
        conversation_id: conversation.id,
        visitor_id: visitorId,
        product_id: product?.id ?? null,
        kind: input.kind,
        status: 'waiting',
        revision: 0,
        passed_by: '[]',
        requested_at: requestedAt,
        // Should this server die before it has offered the call, the next one does.
        deadline: requestedAt + deps.times.connectMs,
      },
      { type: 'requested', data: { kind: input.kind } },
    );
    if (!row) throw new AppError('already_in_call');
    return row;
  }

  /** The buyer's way into the room; a call whose room cannot be had is missed. */
  async function join(
    row: CallRow,
    connectionId: string,
  ): Promise<{ row: CallRow; grant: MediaGrant | null }> {
    if (!isLive(row)) return { row, grant: null };
    const known = rooms.grantOf(row.id, row.visitor_id);
    if (known) return { row, grant: known };
    try {
      const buyer = { side: 'buyer', id: row.visitor_id } as const;
      const grant = await rooms.admit(row.id, buyer, { subscribe: true, connectionId });
      return { row, grant };
    } catch (error) {
      deps.log.error({ err: error, callId: row.id }, 'A buyer found no room');
      const ending = { at: now(), reason: 'media_failed' } as const;
      const over =
        row.status === 'waiting' || row.status === 'offered'
          ? await finish(row, { to: 'missed', passedBy: passedBy(row), ...ending })
          : await finish(row, { to: 'ended', ...ending });
      return { row: over ?? row, grant: null };
    }
  }

  /** Lets the answering page receive: with the grant it has prepared or, where another page of the agent has
   *  prepared, with one of its own. */
  async function connect(row: CallRow, { actor, connectionId }: From<MemberActor>): Promise<void> {
    const { id, agent_id: agentId } = row;
    if (agentId !== actor.memberId) return;
    if (rooms.claim(id, agentId, connectionId)) return rooms.letReceive(id, agentId);
    const agent = { side: 'agent', id: agentId } as const;
    const grant = await rooms.admit(id, agent, { subscribe: true, connectionId });
    await announcer.moved(row, { connection: connectionId }, grant);
  }

  return {
    request(from: FromBuyer, input: ParsedInput<'call:request'>) {
      const { actor, connectionId } = from;
      return turns.run(input.callId, async (): Promise<CommandOutput<'call:request'>> => {
        const known = await store.get(input.callId);
        if (known && known.visitor_id !== actor.visitorId) throw new AppError('conflict', 'callId');
        let row = known;
        if (!row) {
          const created = await create(from, input);
          row = (await offerNext(created, undefined)) ?? created;
        }
        const joined = await join(row, connectionId);
        if (isLive(joined.row)) await comings.look(joined.row);
        return { call: await announcer.view(joined.row), grant: joined.grant };
      });
    },

    prepare({ actor, connectionId }: From<MemberActor>, callId: string) {
      return turns.run(callId, async (): Promise<CommandOutput<'call:prepare'>> => {
        const row = await visibleCall(store, actor, callId);
        requireSide(row, actor);
        if (row.status !== 'offered') throw new AppError('conflict', 'the call was answered');
        return { mine: rooms.claim(callId, actor.memberId, connectionId) };
      });
    },

    answer(from: From<MemberActor>, callId: string) {
      return turns.run(callId, async (): Promise<CommandOutput<'call:answer'>> => {
        const { actor, connectionId } = from;
        const row = await visibleCall(store, actor, callId);
        requireSide(row, actor);
        if (row.status !== 'offered') {
          const page = rooms.pageOf(callId, actor.memberId);
          if (page !== null && page !== connectionId) throw new AppError('conflict', 'answered elsewhere');
          return { call: await announcer.view(row) };
        }
        const at = now();
        if (row.deadline !== null && row.deadline <= at) throw new AppError('conflict', 'too late');
        const answered = await store.change(
          row,
          { to: 'connecting', at, deadline: at + deps.times.connectMs },
          { type: 'answered', data: { agentId: actor.memberId } },
        );
        if (!answered) throw new AppError('conflict', 'callId');
        try {
          await connect(answered, from);
        } catch (error) {
          deps.log.error({ err: error, callId }, 'An answered call has no media');
          const failed = await finish(answered, { to: 'ended', at: now(), reason: 'media_failed' });
          return { call: await announcer.view(failed ?? answered) };
        }
        announcer.withdrawn({ member: actor.memberId, except: connectionId }, callId, 'answered_elsewhere');
        const call = await announcer.changed(answered);
        comings.tellAway(answered);
        deps.settle(callId);
        return { call };
      });
    },

    decline({ actor }: From<MemberActor>, callId: string) {
      return turns.run(callId, async (): Promise<CommandOutput<'call:decline'>> => {
        const row = await visibleCall(store, actor, callId);
        if (hasPassed(row, actor)) return {};
        requireSide(row, actor);
        if (row.status !== 'offered') throw new AppError('conflict', 'the call was answered');
        if (!(await offerNext(row, 'declined'))) throw new AppError('conflict', 'callId');
        return {};
      });
    },
  };
}
