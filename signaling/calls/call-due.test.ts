import { describe, expect, it } from 'vitest';
import type { CallRow } from '../db/schema.ts';
import { whatIsDue } from './call-due.ts';
import { missedBecause, nextAgents } from './offer-policy.ts';

function call(row: Partial<CallRow>): CallRow {
  return {
    id: 'call',
    shop_id: 'shop',
    conversation_id: 'conversation',
    visitor_id: 'visitor',
    product_id: null,
    kind: 'video',
    status: 'waiting',
    revision: 0,
    agent_id: null,
    passed_by: '[]',
    reason: null,
    requested_at: 0,
    offered_at: null,
    deadline: null,
    buyer_grace_until: null,
    agent_grace_until: null,
    answered_at: null,
    active_at: null,
    ended_at: null,
    ...row,
  };
}

describe('what is due', () => {
  const due = (row: Partial<CallRow>, adopted = false) => whatIsDue(call(row), 100, adopted);

  it('[CALL-5] is the next agent when an offer has run out, and nothing before', () => {
    expect(due({ status: 'offered', deadline: 101 })).toBeUndefined();
    expect(due({ status: 'offered', deadline: 100 })).toEqual({ type: 'offerNext', pass: 'timed_out' });
    expect(due({ status: 'waiting', deadline: 99 })).toEqual({ type: 'offerNext', pass: undefined });
  });

  it('[CALL-7] is the next agent when the one it rings is gone', () => {
    const row = { status: 'offered', deadline: 200, agent_grace_until: 100 } as const;
    expect(due(row)).toEqual({ type: 'offerNext', pass: 'left' });
  });

  it('[CALL-18] is the end when a side is gone, the buyer’s first', () => {
    expect(due({ status: 'active', buyer_grace_until: 101, agent_grace_until: 101 })).toBeUndefined();
    expect(due({ status: 'active', buyer_grace_until: 100 })).toEqual({ type: 'end', reason: 'buyer_lost' });
    expect(due({ status: 'active', agent_grace_until: 100 })).toEqual({ type: 'end', reason: 'agent_lost' });
    const both = { buyer_grace_until: 100, agent_grace_until: 100 };
    expect(due({ status: 'connecting', ...both })).toEqual({ type: 'end', reason: 'buyer_lost' });
    expect(due({ status: 'offered', ...both })).toEqual({ type: 'miss', reason: 'buyer_lost' });
  });

  it('[CALL-19] is the end by the server when nobody has come back after its start', () => {
    const row = { status: 'active', buyer_grace_until: 100, agent_grace_until: 100 } as const;
    expect(due(row, true)).toEqual({ type: 'end', reason: 'server_stopped' });
    expect(due({ ...row, agent_grace_until: null }, true)).toEqual({ type: 'end', reason: 'buyer_lost' });
  });

  it('[CALL-11] is the end when an answered call has no media in time, and nothing when it is over', () => {
    expect(due({ status: 'connecting', deadline: 100 })).toEqual({ type: 'end', reason: 'media_failed' });
    const past = { deadline: 1, buyer_grace_until: 1, agent_grace_until: 1 };
    expect(due({ status: 'ended', ...past })).toBeUndefined();
    expect(due({ status: 'missed', ...past })).toBeUndefined();
  });
});

describe('whom to ring', () => {
  const people = ['a', 'b', 'c'].map((id) => ({ id, name: id }));

  it('[CALL-4] is whoever waits longest among those who have not passed', () => {
    expect(nextAgents(people, []).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(nextAgents(people, ['a', 'c']).map(({ id }) => id)).toEqual(['b']);
    expect(nextAgents(people, ['c', 'b', 'a'])).toEqual([]);
  });

  it('[CALL-3] is nobody: then why is told, by the last pass or by how busy the shop is', () => {
    expect(missedBecause(undefined, 'offline')).toBe('nobody_there');
    expect(missedBecause(undefined, 'busy')).toBe('all_busy');
    expect(missedBecause('declined', 'offline')).toBe('declined');
    expect(missedBecause('timed_out', 'busy')).toBe('unanswered');
    expect(missedBecause('left', 'offline')).toBe('unanswered');
  });
});
