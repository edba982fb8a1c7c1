import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallScene, changedTo, messages, ring, timeline } from '../support/call-scene.ts';

let scene: CallScene;

beforeEach(async () => {
  scene = await CallScene.start();
});
afterEach(() => scene.close());

describe('asking for a call', () => {
  it('[CALL-1] rings an agent, shows the product, and gives both a way in at once', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const callId = randomUUID();
    const { products } = await listProducts();
    const product = products[0];
    const asked = await buyer.command('call:request', { callId, kind: 'video', sku: product?.sku ?? '' });
    expect(asked.call).toMatchObject({ id: callId, kind: 'video', agent: { name: 'Lan 兰' } });
    expect(asked.call.state.status).toBe('offered');
    expect(asked.call.product).toEqual(product);
    expect(asked.grant).toMatchObject({ roomId: callId, peerId: buyer.visitorId });

    const offer = await lan.next('call:offered');
    expect(offer.call).toMatchObject({ id: callId, buyer: { id: buyer.visitorId } });
    expect(offer.call.product).toEqual(product);
    expect(offer.grant).toMatchObject({ roomId: callId, peerId: lan.memberId });
  });

  it('[CALL-2] twice with the same id is one call with the same way in', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const callId = randomUUID();
    const [first, second] = await Promise.all([ring(buyer, 'voice', callId), ring(buyer, 'voice', callId)]);
    expect(second).toEqual(first);
    await lan.next('call:offered');
    expect(lan.seen.filter(({ name }) => name === 'call:offered')).toHaveLength(1);
  });

  it('[CALL-2] while one has a call is refused, and again possible when it is over', async () => {
    await scene.agent();
    const buyer = await scene.buyer();
    const first = await ring(buyer);
    expect(await buyer.refused('call:request', { callId: randomUUID(), kind: 'video' })).toMatchObject({
      code: 'already_in_call',
    });
    await buyer.command('call:hangUp', { callId: first.call.id });
    expect((await ring(buyer)).call.state.status).toBe('offered');
  });

  it('[CALL-3] with nobody there is missed at once, and the conversation says so', async () => {
    const buyer = await scene.buyer();
    const { call, grant } = await buyer.command('call:request', { callId: randomUUID(), kind: 'video' });
    expect(call.state).toMatchObject({ status: 'missed', reason: 'nobody_there' });
    expect(grant).toBeNull();
    expect(await messages(buyer, call.conversationId)).toMatchObject([
      {
        author: { kind: 'system' },
        body: { kind: 'call', callId: call.id, callKind: 'video', duration: 0, outcome: 'nobody_there' },
      },
    ]);
    expect(await buyer.command('call:current', { fresh: true })).toEqual({ call: null, grant: null });
  });

  it('[CALL-3] with everybody busy is missed as all_busy', async () => {
    const [lan, first, second] = [await scene.agent(), await scene.buyer(), await scene.buyer()];
    await ring(first);
    const busy = await second.command('call:request', { callId: randomUUID(), kind: 'video' });
    expect(busy.call.state).toMatchObject({ status: 'missed', reason: 'all_busy' });

    await first.command('call:hangUp', { callId: (await lan.next('call:offered')).call.id });
    await lan.command('presence:set', { status: 'busy' });
    const asked = await second.command('call:request', { callId: randomUUID(), kind: 'video' });
    expect(asked.call.state).toMatchObject({ status: 'missed', reason: 'all_busy' });
  });

  async function listProducts() {
    const response = await fetch(`${scene.server.url}/api/shops/demo/products`);
    return ((await response.json()) as { data: { products: { sku: string }[] } }).data;
  }
});

describe('an offer', () => {
  it('[CALL-4] goes to whoever waits longest, and in turn', async () => {
    const [lan, wei] = [await scene.agent('demo:lan'), await scene.agent('demo:wei')];
    const rung: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      scene.clock.advance(1000);
      const buyer = await scene.buyer();
      const { call } = await ring(buyer);
      rung.push(call.agent?.id ?? '');
      await buyer.command('call:hangUp', { callId: call.id });
    }
    const [first, second] = rung;
    expect(new Set([first, second])).toEqual(new Set([lan.memberId, wei.memberId]));
    expect(rung).toEqual([first, second, first, second]);
  });

  it('[CALL-5] that runs out goes to the next, and is missed when nobody is left', async () => {
    const [lan, wei, buyer] = [
      await scene.agent('demo:lan'),
      await scene.agent('demo:wei'),
      await scene.buyer(),
    ];
    const { call } = await ring(buyer);
    const [first, second] = call.agent?.id === lan.memberId ? [lan, wei] : [wei, lan];
    await first.next('call:offered');

    scene.clock.advance(26_000);
    expect(await first.next('call:offerWithdrawn')).toEqual({ callId: call.id, reason: 'timeout' });
    const offer = await second.next('call:offered');
    expect(offer.call).toMatchObject({ id: call.id, agent: { id: second.memberId } });
    await buyer.next('call:changed', (fact) => fact.call.agent?.id === second.memberId);
    expect(await first.refused('call:answer', { callId: call.id })).toMatchObject({ code: 'conflict' });

    scene.clock.advance(26_000);
    expect(await second.next('call:offerWithdrawn')).toMatchObject({ reason: 'timeout' });
    const missed = await changedTo(buyer, call.id, 'missed');
    expect(missed.state).toMatchObject({ reason: 'unanswered' });
    expect(await second.refused('call:answer', { callId: call.id })).toMatchObject({ code: 'call_over' });
    expect((await messages(buyer, call.conversationId)).at(-1)?.body).toMatchObject({
      outcome: 'unanswered',
    });
    expect(await timeline(scene.server, call.id)).toEqual(['requested', 'offered', 'offered', 'missed']);
  });

  it('[CALL-6] that is declined goes to the next at once; the last one makes it missed', async () => {
    const [lan, wei, buyer] = [
      await scene.agent('demo:lan'),
      await scene.agent('demo:wei'),
      await scene.buyer(),
    ];
    const { call } = await ring(buyer);
    const [first, second] = call.agent?.id === lan.memberId ? [lan, wei] : [wei, lan];
    await first.next('call:offered');
    await first.command('call:decline', { callId: call.id });
    await first.command('call:decline', { callId: call.id });
    expect(await first.next('call:offerWithdrawn')).toMatchObject({ reason: 'declined' });
    await second.next('call:offered');
    await second.command('call:decline', { callId: call.id });
    expect((await changedTo(buyer, call.id, 'missed')).state).toMatchObject({ reason: 'declined' });
    expect(first.seen.filter(({ name }) => name === 'call:offered')).toHaveLength(1);
  });

  it('[CALL-7] whose agent leaves goes to the next before it runs out', async () => {
    const [lan, wei, buyer] = [
      await scene.agent('demo:lan'),
      await scene.agent('demo:wei'),
      await scene.buyer(),
    ];
    const { call } = await ring(buyer);
    const [first, second] = call.agent?.id === lan.memberId ? [lan, wei] : [wei, lan];
    await first.next('call:offered');
    first.close();
    await gone(call.id, 'agent');
    scene.clock.advance(6000);
    expect((await second.next('call:offered')).call.id).toBe(call.id);
  });

  it('[CALL-8] is one at a time: an agent who is rung is rung by nobody else', async () => {
    const [lan, wei] = [await scene.agent('demo:lan'), await scene.agent('demo:wei')];
    const buyers = await Promise.all([1, 2, 3, 4, 5].map(() => scene.buyer()));
    const asked = await Promise.all(
      buyers.map((buyer) => buyer.command('call:request', { callId: randomUUID(), kind: 'voice' })),
    );
    const rung = asked
      .filter(({ call }) => call.state.status === 'offered')
      .map(({ call }) => call.agent?.id);
    expect(rung).toHaveLength(2);
    expect(new Set(rung)).toEqual(new Set([lan.memberId, wei.memberId]));
    for (const { call } of asked.filter(({ grant }) => grant === null)) {
      expect(call.state).toMatchObject({ status: 'missed', reason: 'all_busy' });
    }
  });

  /** Resolves when the store has noted that a side is away. */
  async function gone(callId: string, side: 'buyer' | 'agent'): Promise<void> {
    const column = `${side}_grace_until` as const;
    await expect
      .poll(async () => {
        const query = scene.server.db.selectFrom('calls').select(column).where('id', '=', callId);
        return (await query.executeTakeFirstOrThrow())[column];
      })
      .not.toBeNull();
  }
});

describe('an answer', () => {
  it('[CALL-10] connects the two, and the call is active when both have their media', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call, grant } = await ring(buyer, 'voice');
    const offer = await lan.next('call:offered');
    const { call: answered } = await lan.command('call:answer', { callId: call.id });
    expect(answered).toMatchObject({ state: { status: 'connecting' }, agent: { id: lan.memberId } });
    expect((await changedTo(buyer, call.id, 'connecting')).agent?.name).toBe('Lan 兰');
    await scene.join(buyer, call.id, grant);
    await scene.join(lan, call.id, offer.grant);
    const active = await changedTo(buyer, call.id, 'active');
    expect(active).toEqual(await changedTo(lan, call.id, 'active'));
    expect(await timeline(scene.server, call.id)).toEqual(['requested', 'offered', 'answered', 'connected']);
  });

  it('[CALL-10] makes a call active at once whose media stood while it rang', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call } = await scene.activeCall(buyer, lan);
    expect(call.state.status).toBe('active');
  });

  it('[CALL-11] without media ends the call after a while', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    await lan.command('call:answer', { callId: call.id });
    scene.clock.advance(21_000);
    const ended = await changedTo(buyer, call.id, 'ended');
    expect(ended.state).toMatchObject({ reason: 'media_failed' });
    await changedTo(lan, call.id, 'ended');
  });

  it('[CALL-12] given from one page is withdrawn from the others of the same agent', async () => {
    const lan = await scene.agent();
    const otherTab = await scene.agent('demo:lan', { cookie: lan.cookie });
    const buyer = await scene.buyer();
    const { call } = await ring(buyer);
    await Promise.all([lan.next('call:offered'), otherTab.next('call:offered')]);
    await lan.command('call:answer', { callId: call.id });
    expect(await otherTab.next('call:offerWithdrawn')).toEqual({
      callId: call.id,
      reason: 'answered_elsewhere',
    });
    expect(lan.seen.some(({ name }) => name === 'call:offerWithdrawn')).toBe(false);
    expect(lan.seen.some(({ name }) => name === 'call:moved')).toBe(false);
  });

  it('[CALL-12] is prepared by the first page that asks, and by no other while it rings', async () => {
    const desk = await scene.agent();
    const phone = await scene.agent('demo:lan', { cookie: desk.cookie });
    const buyer = await scene.buyer();
    const { call } = await ring(buyer);
    const callId = call.id;
    await Promise.all([desk.next('call:offered'), phone.next('call:offered')]);
    expect(await desk.command('call:prepare', { callId })).toEqual({ mine: true });
    expect(await phone.command('call:prepare', { callId })).toEqual({ mine: false });
    expect(await desk.command('call:prepare', { callId })).toEqual({ mine: true });
    // A page that is opened meanwhile rings too, and takes nothing away either.
    const opened = await scene.agent('demo:lan', { cookie: desk.cookie });
    expect(await opened.command('call:current', { fresh: true })).toMatchObject({ grant: null });
    await phone.command('call:answer', { callId });
    expect((await phone.next('call:moved')).call.id).toBe(callId);
    expect(await desk.refused('call:prepare', { callId })).toMatchObject({ code: 'conflict' });
  });

  it('[CALL-12] of a page that has not prepared gets a way in of its own, and the one that has loses it', async () => {
    const ringing = await scene.agent();
    const answering = await scene.agent('demo:lan', { cookie: ringing.cookie });
    const buyer = await scene.buyer();
    const { call, grant } = await ring(buyer);
    const offer = await ringing.next('call:offered');
    await scene.join(ringing, call.id, offer.grant);
    const late = await joinRefusal(answering, call.id, offer.grant.generation);
    expect(late).toMatchObject({ code: 'conflict' });

    await answering.command('call:answer', { callId: call.id });
    const moved = await answering.next('call:moved');
    expect(moved.grant).toMatchObject({ roomId: call.id, peerId: ringing.memberId });
    expect(moved.grant.generation).toBeGreaterThan(offer.grant.generation);
    expect(await joinRefusal(ringing, call.id, offer.grant.generation)).toMatchObject({ code: 'conflict' });
    await scene.join(buyer, call.id, grant);
    await scene.join(answering, call.id, moved.grant);
    await changedTo(buyer, call.id, 'active');
  });

  async function joinRefusal(
    client: Awaited<ReturnType<CallScene['agent']>>,
    callId: string,
    generation: number,
  ) {
    return client.refused('media:request', {
      callId,
      generation,
      request: { type: 'join', rtpCapabilities: {} },
    });
  }
});

describe('hanging up', () => {
  it('[CALL-13] ends the call for both, with who did it and how long they talked', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    for (const [who, reason] of [
      [buyer, 'buyer_hung_up'],
      [lan, 'agent_hung_up'],
    ] as const) {
      const { callId } = await scene.activeCall(buyer, lan);
      scene.clock.advance(65_000);
      await who.command('call:hangUp', { callId });
      const ended = await changedTo(buyer, callId, 'ended');
      expect(ended.state).toMatchObject({ reason });
      expect(await changedTo(lan, callId, 'ended')).toEqual(ended);
      const last = (await messages(lan, ended.conversationId)).at(-1)?.body;
      if (last?.kind !== 'call') throw new Error('no message of the call');
      expect(last).toMatchObject({ callId, callKind: 'video', outcome: reason });
      expect(last.duration).toBeGreaterThanOrEqual(65_000);
      expect(last.duration).toBeLessThan(75_000);
      expect(await buyer.command('call:current', { fresh: true })).toEqual({ call: null, grant: null });
      expect(await buyer.refused('media:request', dead(callId))).toMatchObject({ code: 'call_over' });
    }
  });

  it('[CALL-14] while it rings cancels it', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    const { call: missed } = await buyer.command('call:hangUp', { callId: call.id });
    expect(missed.state).toMatchObject({ status: 'missed', reason: 'cancelled' });
    expect(await lan.next('call:offerWithdrawn')).toEqual({ callId: call.id, reason: 'cancelled' });
    expect(await lan.refused('call:answer', { callId: call.id })).toMatchObject({ code: 'call_over' });
    const { call: again } = await ring(buyer);
    expect((await lan.next('call:offered')).call.id).toBe(again.id);
  });

  it('[CALL-14] by the agent while it rings declines it', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    await lan.command('call:hangUp', { callId: call.id });
    expect((await changedTo(buyer, call.id, 'missed')).state).toMatchObject({ reason: 'declined' });
  });

  it('[CALL-13] frees the agent, who is shown in the call as long as it lasts', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { callId } = await scene.activeCall(buyer, lan);
    const inCall = async () =>
      (await lan.command('presence:list', {})).members.find(({ id }) => id === lan.memberId)?.inCall;
    expect(await inCall()).toBe(true);
    await lan.command('call:hangUp', { callId });
    await lan.next('presence:changed', ({ member }) => member.id === lan.memberId && !member.inCall);
    expect(await inCall()).toBe(false);
  });

  const dead = (callId: string) => ({
    callId,
    generation: 1,
    request: { type: 'restartIce', direction: 'send' },
  });
});

describe('a voice call', () => {
  it('[CALL-15] becomes a video call when either side asks, once, and not before it is answered', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call } = await ring(buyer, 'voice');
    await lan.next('call:offered');
    expect(await buyer.refused('call:upgrade', { callId: call.id })).toMatchObject({ code: 'conflict' });
    await lan.command('call:answer', { callId: call.id });
    const { call: upgraded } = await buyer.command('call:upgrade', { callId: call.id });
    expect(upgraded.kind).toBe('video');
    const told = await lan.next('call:changed', (fact) => fact.call.kind === 'video');
    expect(told.call).toEqual(upgraded);
    expect((await lan.command('call:upgrade', { callId: call.id })).call.revision).toBe(upgraded.revision);
    await buyer.command('call:hangUp', { callId: call.id });
    expect(await lan.refused('call:upgrade', { callId: call.id })).toMatchObject({ code: 'call_over' });
  });

  it('[CALL-34] whoever asked for video is told when the other would rather keep the camera off', async () => {
    const [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { call } = await ring(buyer, 'voice');
    const { id: callId } = call;
    await lan.next('call:offered');
    expect(await lan.refused('call:keepCameraOff', { callId })).toMatchObject({ code: 'conflict' });
    await lan.command('call:answer', { callId });
    expect(await lan.refused('call:keepCameraOff', { callId })).toMatchObject({ code: 'conflict' });
    const { call: upgraded } = await buyer.command('call:upgrade', { callId });
    await lan.command('call:keepCameraOff', { callId });
    expect(await buyer.next('call:cameraKeptOff')).toEqual({ callId });
    expect((await buyer.command('call:current', { fresh: false })).call?.revision).toBe(upgraded.revision);
    // Whoever asked has nothing to decline.
    expect(await buyer.refused('call:keepCameraOff', { callId })).toMatchObject({ code: 'conflict' });
    expect(lan.seen.some(({ name }) => name === 'call:cameraKeptOff')).toBe(false);
    await buyer.command('call:hangUp', { callId });
    expect(await lan.refused('call:keepCameraOff', { callId })).toMatchObject({ code: 'call_over' });
  });
});
