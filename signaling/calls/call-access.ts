import type { CallRow } from '../db/schema.ts';
import type { Actor, MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { isLive, passedBy } from './call-state.ts';
import type { CallsStore, Side } from './calls.store.ts';

/** The name a person has in a call's room. */
export function peerIdOf(actor: Actor): string {
  return actor.kind === 'visitor' ? actor.visitorId : actor.memberId;
}

/** The call, if this person could ever see it; a foreign one does not exist for them. */
export async function visibleCall(store: CallsStore, actor: Actor, callId: string): Promise<CallRow> {
  const row = await store.get(callId);
  const visible =
    row?.shop_id === actor.shopId && (actor.kind === 'member' || row.visitor_id === actor.visitorId);
  if (!visible) throw new AppError('not_found', 'callId');
  return row;
}

/** Which side of the call this person is on; members of the shop who only look on are on none. */
export function sideOf(row: CallRow, actor: Actor): Side | undefined {
  if (actor.kind === 'visitor') return row.visitor_id === actor.visitorId ? 'buyer' : undefined;
  return row.agent_id === actor.memberId ? 'agent' : undefined;
}

/** Whether this call was offered to this member, and is not any more. */
export function hasPassed(row: CallRow, member: MemberActor): boolean {
  return passedBy(row).includes(member.memberId);
}

/** Refuses everybody but the two sides of a call that goes on.
 *  @throws AppError `call_over`; `conflict` for a member whose offer has gone to somebody else; `forbidden`. */
export function requireSide(row: CallRow, actor: Actor): Side {
  const side = sideOf(row, actor);
  if (side === undefined && !(actor.kind === 'member' && hasPassed(row, actor))) {
    throw new AppError('forbidden', 'callId');
  }
  if (!isLive(row)) throw new AppError('call_over', 'callId');
  if (side === undefined) throw new AppError('conflict', 'this call was passed on');
  return side;
}

/** A call that was answered and goes on, and which of its sides this person is on.
 *  @throws AppError as `visibleCall` and `requireSide` do; `conflict` while nobody has answered. */
export async function answeredCall(
  store: CallsStore,
  actor: Actor,
  callId: string,
): Promise<{ row: CallRow; side: Side }> {
  const row = await visibleCall(store, actor, callId);
  const side = requireSide(row, actor);
  if (row.status !== 'connecting' && row.status !== 'active') {
    throw new AppError('conflict', 'the call is not answered yet');
  }
  return { row, side };
}
