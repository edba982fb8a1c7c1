import type { EndReason, MissedReason } from '#protocol';
import type { Logger } from 'pino';
import type { ChatService } from '../chat/chat.service.ts';
import { newId } from '../db/ids.ts';
import type { CallRow } from '../db/schema.ts';
import type { CallAnnouncer, WithdrawReason } from './call-announcer.ts';
import type { CallRooms } from './call-rooms.ts';
import { type CallChange, durationOf } from './call-state.ts';
import type { CallsStore } from './calls.store.ts';

export interface CallEndingDeps {
  readonly store: CallsStore;
  readonly rooms: CallRooms;
  readonly announcer: CallAnnouncer;
  readonly chat: Pick<ChatService, 'appendWith'>;
  readonly presence: PresencePort;
  readonly log: Logger;
}

/** The part of presence that calls need to tell. */
export interface PresencePort {
  /** The member has a call now, or has none any more. */
  memberChanged(memberId: string): Promise<void>;
}

type Ending = Extract<CallChange, { to: 'ended' | 'missed' }>;

const WITHDRAWN: Readonly<Record<MissedReason, WithdrawReason>> = {
  cancelled: 'cancelled',
  buyer_lost: 'buyer_lost',
  media_failed: 'media_failed',
  nobody_there: 'cancelled',
  all_busy: 'cancelled',
  unanswered: 'timeout',
  declined: 'declined',
};

/** Ends calls: once, with a reason, with its line in the conversation, and with nothing left open. */
export type CallEnding = ReturnType<typeof createCallEnding>;

export function createCallEnding(deps: CallEndingDeps) {
  const { store, rooms, announcer, chat, presence, log } = deps;

  /** @returns the call that is over now; `undefined` when something else had happened to it first. */
  return async function finish(row: CallRow, ending: Ending, by?: string): Promise<CallRow | undefined> {
    const event = { type: ending.to, data: { reason: ending.reason, by: by ?? null } };
    let finished: CallRow | undefined;
    const readers = {
      conversationId: row.conversation_id,
      visitorId: row.visitor_id,
      shopId: row.shop_id,
    };
    // One transaction: a call that is over has its message, and a message its call that is over.
    await chat.appendWith(readers, async (tx) => {
      finished = await store.change(row, ending, event, tx);
      return finished && endMessage(finished, ending.reason);
    });
    if (!finished) return undefined;

    await rooms
      .close(row.id)
      .catch((error: unknown) => log.warn({ err: error, callId: row.id }, 'A room did not close'));
    if (row.status === 'offered' && row.agent_id !== null && ending.to === 'missed') {
      announcer.withdrawn({ member: row.agent_id }, row.id, WITHDRAWN[ending.reason]);
    }
    await announcer.changed(finished);
    if (row.agent_id !== null) await presence.memberChanged(row.agent_id);
    return finished;
  };
}

function endMessage(call: CallRow, outcome: EndReason | MissedReason) {
  return {
    id: newId(),
    conversationId: call.conversation_id,
    author: { kind: 'system' },
    body: { kind: 'call', callId: call.id, callKind: call.kind, duration: durationOf(call), outcome },
  } as const;
}
