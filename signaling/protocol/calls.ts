import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { mediaGrant } from './media.ts';
import { productView } from './products.ts';

export const callKind = z.enum(['voice', 'video']);
export type CallKind = z.infer<typeof callKind>;

/** Why a call that was answered is over. */
export const endReason = z.enum([
  'buyer_hung_up',
  'agent_hung_up',
  'buyer_lost',
  'agent_lost',
  'media_failed',
  'server_stopped',
]);
export type EndReason = z.infer<typeof endReason>;

/** Why a call was never answered. */
export const missedReason = z.enum([
  'nobody_there',
  'all_busy',
  'unanswered',
  'declined',
  'cancelled',
  'buyer_lost',
]);
export type MissedReason = z.infer<typeof missedReason>;

/** The states of a call; each change is one compare-and-set on its row. */
export const callState = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('waiting') }),
  z.strictObject({ status: z.literal('offered'), offeredAt: time, deadline: time }),
  z.strictObject({ status: z.literal('connecting'), answeredAt: time, deadline: time }),
  z.strictObject({ status: z.literal('active'), answeredAt: time, activeAt: time }),
  z.strictObject({
    status: z.literal('ended'),
    answeredAt: time,
    endedAt: time,
    reason: endReason,
  }),
  z.strictObject({ status: z.literal('missed'), endedAt: time, reason: missedReason }),
]);
export type CallState = z.infer<typeof callState>;
export type CallStatus = CallState['status'];

/** A call as its two sides see it; `revision` rises with every change, an older one is stale. */
export const callView = z.strictObject({
  id,
  revision: z.int().nonnegative(),
  conversationId: id,
  kind: callKind,
  requestedAt: time,
  state: callState,
  buyer: person,
  /** The agent it is offered to, or who answered it. */
  agent: person.nullable(),
  product: productView.nullable(),
});
export type CallView = z.infer<typeof callView>;

/** A call together with the right to join its room. */
export const callWithGrant = z.strictObject({ call: callView, grant: mediaGrant });
export type CallWithGrant = z.infer<typeof callWithGrant>;

export const callCommands = {
  /** A visitor rings the shop. `callId` is made by the page, so that asking twice rings once. A call that
   *  nobody can take comes back at once as `missed` and without a grant. */
  'call:request': {
    input: z.strictObject({ callId: id, kind: callKind, sku: z.string().max(80).optional() }),
    output: z.strictObject({ call: callView, grant: mediaGrant.nullable() }),
  },
  /** The agent to whom the call is offered takes it. */
  'call:answer': { input: z.strictObject({ callId: id }), output: z.strictObject({ call: callView }) },
  /** The agent passes it on to the next. */
  'call:decline': { input: z.strictObject({ callId: id }), output: z.strictObject({}) },
  /** Either side ends it; a buyer who hangs up while it rings cancels it. */
  'call:hangUp': { input: z.strictObject({ callId: id }), output: z.strictObject({ call: callView }) },
  /** A voice call becomes a video call; either side may ask, nobody's camera is turned on by it. */
  'call:upgrade': { input: z.strictObject({ callId: id }), output: z.strictObject({ call: callView }) },
  /** The call this person is in or is offered right now, if any, with a fresh grant: after a reload (`fresh`
   *  true: the old page is gone, its media is closed) or after the socket came back (`fresh` false: the state
   *  only, the media goes on). */
  'call:current': {
    input: z.strictObject({ fresh: z.boolean() }),
    output: z.strictObject({ call: callView.nullable(), grant: mediaGrant.nullable() }),
  },
} as const;

export const callFacts = {
  /** To the agent: this call is yours to answer until `call.state.deadline`; join the room and prepare. */
  'call:offered': z.strictObject({ call: callView, grant: mediaGrant }),
  /** To the agent: it is not any more. */
  'call:offerWithdrawn': z.strictObject({
    callId: id,
    reason: z.enum(['timeout', 'cancelled', 'answered_elsewhere', 'declined']),
  }),
  /** To both sides, at every change of state or kind. */
  'call:changed': z.strictObject({ call: callView }),
  /** To one participant: the room was opened anew (its worker died); join it with this grant. */
  'call:moved': callWithGrant,
} as const;
