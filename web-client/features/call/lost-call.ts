import type { CallState, CallView } from '#protocol';
import type { CallSide } from './call-controller.ts';

/** A call of which the server knows nothing any more: it ended while this page was cut off. */
export function lostCall(call: CallView, side: CallSide, endedAt: number): CallView {
  const answeredAt = 'answeredAt' in call.state ? call.state.answeredAt : null;
  const state: CallState =
    answeredAt === null
      ? { status: 'missed', endedAt, reason: 'buyer_lost' }
      : { status: 'ended', answeredAt, endedAt, reason: side === 'buyer' ? 'buyer_lost' : 'agent_lost' };
  return { ...call, revision: call.revision + 1, state };
}

/** A call that this side ended while the server could not be reached. */
export function hungUpHere(call: CallView, side: CallSide, endedAt: number): CallView {
  const answeredAt = 'answeredAt' in call.state ? call.state.answeredAt : null;
  const state: CallState =
    answeredAt === null
      ? { status: 'missed', endedAt, reason: 'cancelled' }
      : {
          status: 'ended',
          answeredAt,
          endedAt,
          reason: side === 'buyer' ? 'buyer_hung_up' : 'agent_hung_up',
        };
  return { ...call, revision: call.revision + 1, state };
}
