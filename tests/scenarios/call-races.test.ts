import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#protocol';
import { CallScene, messages, ring, timeline } from '../support/call-scene.ts';
import type { MemberClient, VisitorClient } from '../support/client.ts';

/** Each race is run so often, with the two starting in either order. */
const REPEATS = 12;
/** More calls of one buyer than people make. */
const OFTEN = { points: 1000, seconds: 60 };

let scene: CallScene;
let lan: MemberClient;
let wei: MemberClient;
let buyer: VisitorClient;

beforeAll(async () => {
  scene = await CallScene.start({}, { rates: { calls: OFTEN, callsOfAddress: OFTEN } });
  [lan, wei, buyer] = [await scene.agent('demo:lan'), await scene.agent('demo:wei'), await scene.buyer()];
});
afterAll(() => scene.close());

type Outcome = { ok: true; call: CallView | undefined } | { ok: false; code: string };

async function settled(command: Promise<{ call?: CallView }>): Promise<Outcome> {
  return command.then(
    ({ call }) => ({ ok: true, call }),
    (error: { code: string }) => ({ ok: false, code: error.code }),
  );
}

/** A ringing call with the agent whom it rings. */
async function ringing(): Promise<{ callId: string; conversationId: string; agent: MemberClient }> {
  scene.clock.advance(10);
  const { call } = await ring(buyer);
  const agent = call.agent?.id === lan.memberId ? lan : wei;
  await agent.next('call:offered', (fact) => fact.call.id === call.id);
  return { callId: call.id, conversationId: call.conversationId, agent };
}

/** Whatever happened, it happened once: one end, one message, nothing left open. */
async function endedOnce(callId: string, conversationId: string): Promise<string> {
  const row = await scene.server.db
    .selectFrom('calls')
    .select(['status', 'reason'])
    .where('id', '=', callId)
    .executeTakeFirstOrThrow();
  const ends = (await timeline(scene.server, callId)).filter((type) => type === 'ended' || type === 'missed');
  const told = (await messages(buyer, conversationId)).filter(
    ({ body }) => body.kind === 'call' && body.callId === callId,
  );
  expect({ ends: ends.length, told: told.length }).toEqual({ ends: 1, told: 1 });
  expect(await buyer.command('call:current', { fresh: false })).toEqual({ call: null, grant: null });
  for (const agent of [lan, wei]) {
    expect(await agent.command('call:current', { fresh: false })).toEqual({ call: null, grant: null });
  }
  return `${row.status} ${row.reason ?? ''}`;
}

/** Sends both at the same time, the one or the other first. */
async function race<A, B>(turn: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (turn % 2 === 0) return Promise.all([one(), other()]);
  const second = other();
  return Promise.all([one(), second]);
}

describe('at the same moment', { timeout: 60_000 }, () => {
  it('[CALL-20] two pages of an agent answer: one has the call, the other is refused', async () => {
    const otherTabs = await Promise.all(
      [lan, wei].map((agent, index) =>
        scene.agent(index === 0 ? 'demo:lan' : 'demo:wei', { cookie: agent.cookie }),
      ),
    );
    for (let turn = 0; turn < REPEATS; turn += 1) {
      const { callId, conversationId, agent } = await ringing();
      const otherTab = otherTabs[agent === lan ? 0 : 1] ?? agent;
      const answers = await race(
        turn,
        () => settled(agent.command('call:answer', { callId })),
        () => settled(otherTab.command('call:answer', { callId })),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'conflict' });
      await buyer.command('call:hangUp', { callId });
      expect(await endedOnce(callId, conversationId)).toBe('ended buyer_hung_up');
    }
    for (const tab of otherTabs) tab.close();
  });

  it('[CALL-20] the agent answers and the buyer cancels: answered and hung up, or cancelled', async () => {
    for (let turn = 0; turn < REPEATS; turn += 1) {
      const { callId, conversationId, agent } = await ringing();
      const [answer, cancel] = await race(
        turn,
        () => settled(agent.command('call:answer', { callId })),
        () => settled(buyer.command('call:hangUp', { callId })),
      );
      expect(cancel.ok).toBe(true);
      const outcome = await endedOnce(callId, conversationId);
      if (answer.ok) expect(outcome).toBe('ended buyer_hung_up');
      else expect([answer.code, outcome]).toEqual(['call_over', 'missed cancelled']);
    }
  });

  it('[CALL-20] both hang up, each twice: one end, and everybody is told the same', async () => {
    for (let turn = 0; turn < REPEATS; turn += 1) {
      const { callId, conversationId, agent } = await ringing();
      await agent.command('call:answer', { callId });
      const hangUps = await Promise.all(
        [buyer, agent, buyer, agent].map((who) => settled(who.command('call:hangUp', { callId }))),
      );
      const calls = hangUps.map((hangUp) => (hangUp.ok ? hangUp.call : hangUp.code));
      expect(calls.every((call) => JSON.stringify(call) === JSON.stringify(calls[0]))).toBe(true);
      expect(await endedOnce(callId, conversationId)).toMatch(/^ended (buyer|agent)_hung_up$/);
    }
  });

  it('[CALL-20] the agent declines as the offer runs out: it goes on once', async () => {
    for (let turn = 0; turn < REPEATS; turn += 1) {
      const { callId, conversationId, agent } = await ringing();
      const next = agent === lan ? wei : lan;
      const before = next.seen.filter(({ name }) => name === 'call:offered').length;
      scene.clock.advance(25_000);
      await settled(agent.command('call:decline', { callId }));
      await next.next('call:offered', ({ call }) => call.id === callId);
      await agent.next('call:offerWithdrawn', (fact) => fact.callId === callId);
      expect(next.seen.filter(({ name }) => name === 'call:offered')).toHaveLength(before + 1);
      await buyer.command('call:hangUp', { callId });
      expect(await endedOnce(callId, conversationId)).toBe('missed cancelled');
      expect(await timeline(scene.server, callId)).toEqual(['requested', 'offered', 'offered', 'missed']);
    }
  });

  it('[CALL-20] the agent answers as the offer runs out: theirs, or the next one’s', async () => {
    for (let turn = 0; turn < REPEATS; turn += 1) {
      const { callId, conversationId, agent } = await ringing();
      const [answer] = await race(
        turn,
        () => settled(agent.command('call:answer', { callId })),
        async () => scene.clock.advance(25_000),
      );
      const { call } = await buyer.command('call:current', { fresh: false });
      if (answer.ok) expect(call).toMatchObject({ agent: { id: agent.memberId } });
      else expect(answer.code).toBe('conflict');
      await buyer.command('call:hangUp', { callId });
      expect(await endedOnce(callId, conversationId)).toBe(
        answer.ok ? 'ended buyer_hung_up' : 'missed cancelled',
      );
    }
  });
});
