import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallScene, ring } from '../support/call-scene.ts';
import type { MemberClient, TestClient, VisitorClient } from '../support/client.ts';
import { onBothEngines } from '../support/livekit/on-both-engines.ts';
import { addSecondShop } from '../support/second-shop.ts';

onBothEngines(({ name, variables }) => {
  let scene: CallScene;
  /** Who has the call, and who has nothing to do with it. */
  let buyer: VisitorClient;
  let agent: MemberClient;
  let colleague: MemberClient;
  let stranger: VisitorClient;
  let elsewhere: MemberClient;
  let callId: string;
  let generation: number;

  beforeAll(async () => {
    scene = await CallScene.start(variables());
    await addSecondShop(scene.server);
    [buyer, stranger] = [await scene.buyer(), await scene.buyer()];
    [agent, elsewhere] = [await scene.agent('demo:lan'), await scene.agent('other:bo')];
    const active = await scene.activeCall(buyer, agent);
    ({ callId } = active);
    ({ generation } = active.grants.buyer);
    colleague = await scene.agent('demo:wei');
  });
  afterAll(() => scene.close());

  /** Something that a page of this engine asks of it. */
  const request = name === 'mediasoup' ? { type: 'restartIce', direction: 'send' } : { type: 'renewToken' };
  const ask = () => ({ callId, generation, request });

  /** Every command that names a call. */
  const commands = (): [string, unknown][] => [
    ['call:answer', { callId }],
    ['call:prepare', { callId }],
    ['call:decline', { callId }],
    ['call:hangUp', { callId }],
    ['call:upgrade', { callId }],
    ['call:keepCameraOff', { callId }],
    ['media:request', ask()],
    ['capture:take', { callId, captureId: randomUUID() }],
  ];

  async function codes(client: TestClient): Promise<Record<string, string>> {
    const entries = await Promise.all(
      commands().map(async ([name, input]) => [name, (await client.refused(name, input)).code] as const),
    );
    return Object.fromEntries(entries);
  }

  async function unchanged(): Promise<void> {
    const { call } = await buyer.command('call:current', { fresh: false });
    expect(call).toMatchObject({ id: callId, kind: 'video', agent: { id: agent.memberId } });
    expect(call?.state.status).toBe('active');
  }

  describe('a call', () => {
    it('[CALL-30] does not exist for another visitor, who cannot act as an agent either', async () => {
      expect(await codes(stranger)).toEqual({
        'call:answer': 'forbidden',
        'call:prepare': 'forbidden',
        'call:decline': 'forbidden',
        'call:hangUp': 'not_found',
        'call:upgrade': 'not_found',
        'call:keepCameraOff': 'not_found',
        'media:request': 'not_found',
        'capture:take': 'not_found',
      });
      expect(await stranger.command('call:current', { fresh: true })).toEqual({ call: null, grant: null });
      expect(await stranger.refused('call:request', { callId, kind: 'video' })).toMatchObject({
        code: 'conflict',
      });
      await unchanged();
    });

    it('[CALL-30] does not exist for a member of another shop', async () => {
      expect(new Set(Object.values(await codes(elsewhere)))).toEqual(new Set(['not_found']));
      expect(await elsewhere.command('call:current', { fresh: true })).toEqual({ call: null, grant: null });
      await unchanged();
    });

    it('[CALL-30] is closed to a colleague to whom it was never offered', async () => {
      expect(new Set(Object.values(await codes(colleague)))).toEqual(new Set(['forbidden']));
      await unchanged();
    });

    it('[CALL-30] cannot be answered or declined by its own buyer, nor asked for by a member', async () => {
      for (const name of ['call:prepare', 'call:answer', 'call:decline']) {
        expect(await buyer.refused(name, { callId })).toMatchObject({ code: 'forbidden' });
      }
      const asked = await colleague.refused('call:request', { callId: randomUUID(), kind: 'video' });
      expect(asked).toMatchObject({ code: 'forbidden' });
      await unchanged();
    });

    it('[CALL-30] tells nothing to anybody outside of it', () => {
      for (const client of [stranger, elsewhere, colleague]) {
        const told = client.seen.filter(
          ({ name }) => name.startsWith('call:') || name.startsWith('media:') || name.startsWith('capture:'),
        );
        expect(told).toEqual([]);
      }
    });

    it('[CALL-31] refuses a page whose grant is not the present one', async () => {
      for (const wrong of [generation - 1, generation + 1]) {
        const refusal = await buyer.refused('media:request', { callId, generation: wrong, request });
        expect(refusal).toMatchObject({ code: 'conflict' });
      }
      // The agent's generation is another one than the buyer's, and good for the agent alone.
      const own = await buyer.command('media:request', ask() as never);
      expect(own).toHaveProperty(name === 'mediasoup' ? 'iceParameters' : 'token');
      await unchanged();
    });

    it('[CALL-32] with a wrong or unknown id, or a wrong word, is refused and nothing changes', async () => {
      const unknown = randomUUID();
      for (const name of [
        'call:prepare',
        'call:answer',
        'call:decline',
        'call:hangUp',
        'call:upgrade',
        'call:keepCameraOff',
      ]) {
        const client = agent;
        expect(await client.refused(name, { callId: unknown })).toMatchObject({ code: 'not_found' });
        expect(await client.refused(name, { callId: 'x' })).toMatchObject({ code: 'invalid_input' });
        expect(await client.refused(name, {})).toMatchObject({ code: 'invalid_input' });
        expect(await client.refused(name, { callId, more: 1 })).toMatchObject({ code: 'invalid_input' });
      }
      const other = await scene.buyer();
      for (const input of [
        { callId: unknown, kind: 'hologram' },
        { callId: 7, kind: 'video' },
        { kind: 'video' },
      ]) {
        expect(await other.refused('call:request', input)).toMatchObject({ code: 'invalid_input' });
      }
      expect(
        await other.refused('call:request', { callId: unknown, kind: 'voice', sku: 'x'.repeat(81) }),
      ).toMatchObject({ code: 'too_large', details: expect.stringContaining('80') as string });
      expect(await scene.server.db.selectFrom('calls').select('id').execute()).toEqual([{ id: callId }]);
      await unchanged();
    });

    it('[CALL-1] about a product that the shop does not have is a call without a product', async () => {
      const visitor = await scene.buyer();
      const asked = await visitor.command('call:request', {
        callId: randomUUID(),
        kind: 'voice',
        sku: 'lamp',
      });
      expect(asked.call.product).toBeNull();
      await visitor.command('call:hangUp', { callId: asked.call.id });
      await colleague.next('call:offered');
      expect((await ring(visitor)).call.product).toBeNull();
    });
  });
});
