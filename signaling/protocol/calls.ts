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
  'media_failed',
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
  /** A page of the agent that rings wants to join the room before the answer. One page may, the first that asks:
   *  two with the same grant would take each other's media away. */
  'call:prepare': { input: z.strictObject({ callId: id }), output: z.strictObject({ mine: z.boolean() }) },
  /** The agent to whom the call is offered takes it. */
  'call:answer': { input: z.strictObject({ callId: id }), output: z.strictObject({ call: callView }) },
  /** The agent passes it on to the next. */
  'call:decline': { input: z.strictObject({ callId: id }), output: z.strictObject({}) },
  /** Either side ends it; a buyer who hangs up while it rings cancels it. */
  'call:hangUp': { input: z.strictObject({ callId: id }), output: z.strictObject({ call: callView }) },
  /** A voice call becomes a video call; either side may ask, nobody's camera is turned on by it. */
  'call:upgrade': { input: z.strictObject({ callId: id }), output: z.strictObject({ call: callView }) },
  /** Asked for video, this side would rather keep its camera off: the other one is told, nothing else changes. */
  'call:keepCameraOff': { input: z.strictObject({ callId: id }), output: z.strictObject({}) },
  /** The call this person is in or is offered right now, if any. `fresh` true, after a reload or to take the
   *  call over from another page: always with a fresh grant, the earlier page's media ends. `fresh` false, after
   *  the socket came back: without a grant the media of this page goes on as it is; with one the page joins, its
   *  earlier grant is void (the room was opened anew meanwhile) or never arrived. */
  'call:current': {
    input: z.strictObject({ fresh: z.boolean() }),
    output: z.strictObject({ call: callView.nullable(), grant: mediaGrant.nullable() }),
  },
} as const;

export const callFacts = {
  /** To all pages of the agent: this call is yours to answer until `call.state.deadline`. The page that
   *  may prepare (`call:prepare`) joins the room with the grant; one that answers without it gets a grant of its own
   *  as `call:moved`. */
  'call:offered': z.strictObject({ call: callView, grant: mediaGrant }),
  /** To the agent: it is not any more. Also to the page of either side whose call another page of the same
   *  person took over (`answered_elsewhere`). */
  'call:offerWithdrawn': z.strictObject({
    callId: id,
    reason: z.enum(['timeout', 'cancelled', 'buyer_lost', 'media_failed', 'answered_elsewhere', 'declined']),
  }),
  /** To one side of an answered call: the other has no page any more, and the call waits for them, or has one again. */
  'call:otherAway': z.strictObject({ callId: id, away: z.boolean() }),
  /** To the side that asked for video: the other one would rather keep its camera off. */
  'call:cameraKeptOff': z.strictObject({ callId: id }),
  /** To both sides, at every change of state or kind. */
  'call:changed': z.strictObject({ call: callView }),
  /** To one participant: join with this grant, the one before is void (the room's worker died and it was opened
   *  anew, or this page answered a call that another page had prepared). */
  'call:moved': callWithGrant,
} as const;
