import { describe, expect, it } from 'vitest';
import type { CallState, CallView } from '#protocol';
import { isLive, isOver, latestCall, phaseOf } from './call-phase.ts';
import { hungUpHere, lostCall } from './lost-call.ts';

const offered: CallState = { status: 'offered', offeredAt: 1, deadline: 26 };
const active: CallState = { status: 'active', answeredAt: 5, activeAt: 6 };

function call(revision: number, state: CallState, id = 'a'): CallView {
  return {
    id,
    revision,
    conversationId: 'c',
    kind: 'video',
    requestedAt: 0,
    state,
    buyer: { id: 'b', name: 'Visitor' },
    agent: null,
    product: null,
  };
}

describe('what a page knows of its call', () => {
  it('[PAGE-14] never goes back to an older revision, however late it arrives', () => {
    const now = call(3, active);
    expect(latestCall(now, call(2, offered))).toBe(now);
    expect(latestCall(now, call(3, offered))).toBe(now);
    expect(latestCall(call(2, offered), now)).toBe(now);
  });

  it('[PAGE-14] is not pushed aside by news of another call', () => {
    const now = call(1, offered);
    expect(latestCall(now, call(9, active, 'another'))).toBe(now);
    expect(latestCall(null, call(1, offered))).toBeNull();
  });

  it('[PAGE-14] ends by its own finding where the server knows the call no more, or cannot be reached', () => {
    expect(lostCall(call(3, active), 'buyer', 9).state).toMatchObject({
      status: 'ended',
      reason: 'buyer_lost',
    });
    expect(lostCall(call(1, offered), 'agent', 9).state).toMatchObject({ status: 'missed' });
    expect(hungUpHere(call(3, active), 'agent', 9).state).toMatchObject({ reason: 'agent_hung_up' });
    for (const over of [lostCall(call(1, active), 'buyer', 9), hungUpHere(call(1, offered), 'buyer', 9)]) {
      expect(isOver(phaseOf(over))).toBe(true);
      expect(isLive(phaseOf(over))).toBe(false);
    }
  });
});
