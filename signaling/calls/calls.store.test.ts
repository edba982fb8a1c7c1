import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase } from '../db/create-database.ts';
import { newId } from '../db/ids.ts';
import type { CallRow, Database, NewCall } from '../db/schema.ts';
import { type CallChange, isLive, mayBecome } from './call-state.ts';
import { type CallsStore, createCallsStore } from './calls.store.ts';

let dataDir: string;
let db: Kysely<Database>;
let store: CallsStore;
const [shopId, agentId, otherAgentId] = [newId(), newId(), newId()];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'kanhuo-calls-'));
  db = await createDatabase({ dataDir });
  store = createCallsStore(db);
  await db.insertInto('shops').values({ id: shopId, slug: 'a', name: 'A', created_at: 1 }).execute();
  for (const id of [agentId, otherAgentId]) {
    const member = { id, shop_id: shopId, login: id, name: 'N', role: 'agent', status: 'available' } as const;
    await db
      .insertInto('members')
      .values({ ...member, password_hash: '', last_offered_at: 0, created_at: 1 })
      .execute();
  }
});

afterEach(async () => {
  await db.destroy();
  await rm(dataDir, { recursive: true, force: true });
});

async function newCall(): Promise<NewCall> {
  const [visitorId, conversationId] = [newId(), newId()];
  await db
    .insertInto('visitors')
    .values({ id: visitorId, shop_id: shopId, name: 'V', language: 'en', created_at: 1, last_seen_at: 1 })
    .execute();
  const read = { last_seq: 0, buyer_read_seq: 0, shop_read_seq: 0, created_at: 1, updated_at: 1 };
  await db
    .insertInto('conversations')
    .values({ id: conversationId, shop_id: shopId, visitor_id: visitorId, product_id: null, ...read })
    .execute();
  return {
    id: newId(),
    shop_id: shopId,
    conversation_id: conversationId,
    visitor_id: visitorId,
    kind: 'video',
    status: 'waiting',
    revision: 0,
    passed_by: '[]',
    requested_at: 1,
  };
}

async function created(): Promise<CallRow> {
  const row = await store.create(await newCall(), { type: 'requested' });
  if (!row) throw new Error('no call');
  return row;
}

const offer = (id: string): CallChange => ({
  to: 'offered',
  at: 2,
  deadline: 3,
  agentId: id,
  passedBy: [],
});

const changes = fc.constantFrom<CallChange>(
  offer(agentId),
  offer(otherAgentId),
  { to: 'connecting', at: 4, deadline: 5 },
  { to: 'active', at: 6 },
  { to: 'ended', at: 7, reason: 'buyer_hung_up' },
  { to: 'ended', at: 7, reason: 'agent_lost' },
  { to: 'missed', at: 8, reason: 'cancelled', passedBy: [] },
  { to: 'missed', at: 8, reason: 'unanswered', passedBy: [] },
);

it('[CALL-20] of many changes at once one at most happens, until the call is over', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(changes, { minLength: 2, maxLength: 6 }), { maxLength: 8 }),
      async (rounds) => {
        let row = await created();
        let happened = 0;
        for (const round of rounds) {
          const allowed = round.filter(({ to }) => mayBecome(row.status, to));
          const results = await Promise.all(
            allowed.map((change) => store.change(row, change, { type: change.to })),
          );
          const winners = results.filter((result) => result !== undefined);
          expect(winners).toHaveLength(Math.min(1, allowed.length));
          happened += winners.length;
          row = winners[0] ?? row;
          expect(await store.get(row.id)).toEqual(row);
        }
        const events = await db
          .selectFrom('call_events')
          .select('id')
          .where('call_id', '=', row.id)
          .execute();
        expect(events).toHaveLength(happened + 1);
        expect(row.revision).toBe(happened);
        // An agent has one call at a time: theirs ends before the next run.
        if (row.status === 'offered') {
          await store.change(
            row,
            { to: 'missed', at: 9, reason: 'cancelled', passedBy: [] },
            { type: 'missed' },
          );
        } else if (isLive(row) && row.status !== 'waiting') {
          await store.change(row, { to: 'ended', at: 9, reason: 'buyer_hung_up' }, { type: 'ended' });
        }
      },
    ),
    { numRuns: 25 },
  );
});

it('[CALL-8] two calls offered to the same agent at once: one has them', async () => {
  for (let turn = 0; turn < 8; turn += 1) {
    const rows = [await created(), await created()];
    const offered = await Promise.all(
      rows.map((row) => store.change(row, offer(agentId), { type: 'offered' })),
    );
    const [winner, ...more] = offered.filter((row) => row !== undefined);
    expect(more).toEqual([]);
    if (!winner) throw new Error('nobody was offered');
    const over = { to: 'missed', at: 9, reason: 'cancelled', passedBy: [] } as const;
    await store.change(winner, over, { type: 'missed' });
  }
});

it('[CALL-2] a second call of the same buyer is not stored', async () => {
  const call = await newCall();
  const both = await Promise.all([
    store.create(call, { type: 'requested' }),
    store.create({ ...call, id: newId() }, { type: 'requested' }),
  ]);
  expect(both.filter((row) => row !== undefined)).toHaveLength(1);
});
