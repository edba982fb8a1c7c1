import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallScene, changedTo, ring, timeline } from '../support/call-scene.ts';
import type { MemberClient, VisitorClient } from '../support/client.ts';
import { waitUntil } from '../support/wait-until.ts';

const GRACE_MS = 15_000;

let scene: CallScene;
let lan: MemberClient;
let buyer: VisitorClient;

beforeEach(async () => {
  scene = await CallScene.start();
  [lan, buyer] = [await scene.agent(), await scene.buyer()];
});
afterEach(() => scene.close());

/** Resolves when the server has noticed that a side is away (or back). */
async function noticed(callId: string, side: 'buyer' | 'agent', away: boolean): Promise<void> {
  const column = `${side}_grace_until` as const;
  await waitUntil(async () => {
    const query = scene.server.db.selectFrom('calls').select(column).where('id', '=', callId);
    const until = (await query.executeTakeFirstOrThrow())[column];
    return (until !== null) === away || `${column} is ${until}`;
  });
}

const request = (callId: string, generation: number) => ({
  callId,
  generation,
  request: { type: 'restartIce', direction: 'send' },
});

describe('a page that was reloaded', () => {
  it('[CALL-16] is back in its call as the same participant, and its old page is out', async () => {
    const { callId, grants } = await scene.activeCall(buyer, lan);
    const sides = [
      { old: buyer, grant: grants.buyer, open: () => scene.buyer({ token: buyer.token }) },
      { old: lan, grant: grants.agent, open: () => scene.agent('demo:lan', { cookie: lan.cookie }) },
    ];
    for (const { old, grant, open } of sides) {
      const reloaded = await open();
      const current = await reloaded.command('call:current', { fresh: true });
      expect(current.call).toMatchObject({ id: callId, state: { status: 'active' } });
      expect(current.grant).toMatchObject({ roomId: callId, peerId: grant.peerId });
      expect(current.grant?.generation).toBeGreaterThan(grant.generation);
      expect(await old.next('call:offerWithdrawn')).toEqual({ callId, reason: 'answered_elsewhere' });
      expect(await old.refused('media:request', request(callId, grant.generation))).toMatchObject({
        code: 'conflict',
      });
      if (!current.grant) throw new Error('no grant');
      await scene.join(reloaded, callId, current.grant);
      old.close();
    }
    scene.clock.advance(GRACE_MS + 5000);
    expect((await buyerNow()).call).toMatchObject({ id: callId, state: { status: 'active' } });

    async function buyerNow() {
      const page = await scene.buyer({ token: buyer.token });
      return page.command('call:current', { fresh: false });
    }
  });

  it('[CALL-16] while it rings, rings on', async () => {
    const { call } = await ring(buyer);
    const offer = await lan.next('call:offered');
    lan.close();
    buyer.close();
    await noticed(call.id, 'agent', true);
    const reloaded = await scene.agent('demo:lan', { cookie: lan.cookie });
    const again = await scene.buyer({ token: buyer.token });
    const [forAgent, forBuyer] = [
      await reloaded.command('call:current', { fresh: true }),
      await again.command('call:current', { fresh: true }),
    ];
    expect(forAgent.call).toMatchObject({ id: call.id, state: { status: 'offered' } });
    expect(forAgent.grant?.generation).toBeGreaterThan(offer.grant.generation);
    expect(forBuyer.grant).toMatchObject({ peerId: buyer.visitorId });
    if (!forAgent.grant || !forBuyer.grant) throw new Error('no grant');
    await scene.join(reloaded, call.id, forAgent.grant);
    await scene.join(again, call.id, forBuyer.grant);
    await reloaded.command('call:answer', { callId: call.id });
    await changedTo(again, call.id, 'active');
  });

  it('[CALL-16] beside a page that rings leaves that one its way in', async () => {
    const { call } = await ring(buyer);
    const offer = await lan.next('call:offered');
    await scene.join(lan, call.id, offer.grant);
    const otherTab = await scene.agent('demo:lan', { cookie: lan.cookie });
    const seen = await otherTab.command('call:current', { fresh: true });
    expect(seen.call).toMatchObject({ id: call.id });
    expect(seen.grant).toBeNull();
    const answer = request(call.id, offer.grant.generation);
    expect(await lan.command('media:request', answer as never)).toHaveProperty('iceParameters');
  });
});

describe('a socket that was lost', () => {
  it('[CALL-33] while it rang is told to whoever answers', async () => {
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    buyer.close();
    await noticed(call.id, 'buyer', true);
    await lan.command('call:answer', { callId: call.id });
    expect(await lan.next('call:otherAway')).toEqual({ callId: call.id, away: true });
  });

  it('[CALL-33] is told to the other side, as is that it came back', async () => {
    const { callId } = await scene.activeCall(buyer, lan);
    buyer.close();
    expect(await lan.next('call:otherAway')).toEqual({ callId, away: true });
    // Who has been away itself is told again.
    lan.close();
    const lanAgain = await scene.agent('demo:lan', { cookie: lan.cookie });
    await lanAgain.command('call:current', { fresh: false });
    expect(await lanAgain.next('call:otherAway')).toEqual({ callId, away: true });
    const buyerAgain = await scene.buyer({ token: buyer.token });
    await buyerAgain.command('call:current', { fresh: false });
    expect(await lanAgain.next('call:otherAway')).toEqual({ callId, away: false });
  });

  it('[CALL-17] and comes back changes nothing: the media of the page goes on with its grant', async () => {
    const { callId, grants } = await scene.activeCall(buyer, lan);
    buyer.close();
    await noticed(callId, 'buyer', true);
    scene.clock.advance(GRACE_MS - 5000);
    const back = await scene.buyer({ token: buyer.token });
    await noticed(callId, 'buyer', false);
    const current = await back.command('call:current', { fresh: false });
    expect(current.call).toMatchObject({ id: callId, state: { status: 'active' } });
    expect(current.grant).toBeNull();
    const { generation } = grants.buyer;
    const answer = await back.command('media:request', request(callId, generation) as never);
    expect(answer).toHaveProperty('iceParameters');
    scene.clock.advance(GRACE_MS);
    await back.command('call:hangUp', { callId });
    expect((await changedTo(lan, callId, 'ended')).state).toMatchObject({ reason: 'buyer_hung_up' });
    expect(await timeline(scene.server, callId)).toEqual([
      ...['requested', 'offered', 'answered', 'connected'],
      ...['left', 'returned', 'ended'],
    ]);
  });

  it('[CALL-17] and missed its way in gets one when it comes back', async () => {
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    buyer.close();
    const back = await scene.buyer({ token: buyer.token });
    // The first grant was never used: the page may not have heard of it.
    const { grant } = await back.command('call:current', { fresh: false });
    if (!grant) throw new Error('no grant');
    await scene.join(back, call.id, grant);
    expect((await back.command('call:current', { fresh: false })).grant).toBeNull();
  });

  it('[CALL-18] for longer than the grace period ends the call, with whose it was', async () => {
    const first = await scene.activeCall(buyer, lan);
    buyer.close();
    await noticed(first.callId, 'buyer', true);
    scene.clock.advance(GRACE_MS + 1);
    expect((await changedTo(lan, first.callId, 'ended')).state).toMatchObject({ reason: 'buyer_lost' });

    const other = await scene.buyer();
    const second = await scene.activeCall(other, lan);
    lan.close();
    await noticed(second.callId, 'agent', true);
    scene.clock.advance(GRACE_MS + 1);
    expect((await changedTo(other, second.callId, 'ended')).state).toMatchObject({ reason: 'agent_lost' });
  });

  it('[CALL-18] by a buyer while it rings makes the call missed, and it stops ringing', async () => {
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    buyer.close();
    await noticed(call.id, 'buyer', true);
    scene.clock.advance(GRACE_MS + 1);
    expect(await lan.next('call:offerWithdrawn')).toEqual({ callId: call.id, reason: 'buyer_lost' });
    const row = scene.server.db.selectFrom('calls').select(['status', 'reason']).where('id', '=', call.id);
    expect(await row.executeTakeFirst()).toEqual({ status: 'missed', reason: 'buyer_lost' });
  });

  it('[CALL-18] with another page still open is not missed', async () => {
    const { callId } = await scene.activeCall(buyer, lan);
    const otherPage = await scene.buyer({ token: buyer.token });
    buyer.close();
    // Another call runs out in the meantime: the service has looked at all deadlines after that.
    const [wei, somebody] = [await scene.agent('demo:wei'), await scene.buyer()];
    await ring(somebody);
    scene.clock.advance(26_000);
    await wei.next('call:offerWithdrawn');
    await lan.command('call:hangUp', { callId });
    expect((await changedTo(otherPage, callId, 'ended')).state).toMatchObject({ reason: 'agent_hung_up' });
  });
});

describe('a server that was started anew', () => {
  /** The same two people at the new server. */
  async function back(): Promise<[VisitorClient, MemberClient]> {
    return [await scene.buyer({ token: buyer.token }), await scene.agent('demo:lan', { cookie: lan.cookie })];
  }

  it('[CALL-19] gives both sides their call back, in a new room', async () => {
    const { callId } = await scene.activeCall(buyer, lan);
    await scene.restart();
    const [buyerBack, lanBack] = await back();
    for (const client of [buyerBack, lanBack]) {
      const { call, grant } = await client.command('call:current', { fresh: false });
      expect(call).toMatchObject({ id: callId, state: { status: 'active' } });
      if (!grant) throw new Error('no grant for the new room');
      await scene.join(client, callId, grant);
      expect((await client.command('call:current', { fresh: false })).grant).toBeNull();
    }
    await noticed(callId, 'buyer', false);
    await noticed(callId, 'agent', false);
    scene.clock.advance(GRACE_MS + 1);
    await lanBack.command('call:hangUp', { callId });
    expect((await changedTo(buyerBack, callId, 'ended')).state).toMatchObject({ reason: 'agent_hung_up' });
  });

  it('[CALL-19] gives the call to the page that is in it, also when another page asked first', async () => {
    const { callId } = await scene.activeCall(buyer, lan);
    await scene.restart();
    const idle = await scene.agent('demo:lan', { cookie: lan.cookie });
    expect((await idle.command('call:current', { fresh: false })).grant).not.toBeNull();
    const inCall = await scene.agent('demo:lan', { cookie: lan.cookie });
    const { grant } = await inCall.command('call:current', { fresh: false });
    if (!grant) throw new Error('no grant');
    await scene.join(inCall, callId, grant);
    expect((await idle.command('call:current', { fresh: false })).grant).toBeNull();
  });

  it('[CALL-19] rings on what was ringing', async () => {
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    await scene.restart();
    const [buyerBack, lanBack] = await back();
    expect((await lanBack.command('call:current', { fresh: false })).grant).not.toBeNull();
    await lanBack.command('call:answer', { callId: call.id });
    expect((await changedTo(buyerBack, call.id, 'connecting')).agent?.id).toBe(lan.memberId);
  });

  it('[CALL-19] ends a call to which one side does not come back', async () => {
    const { callId } = await scene.activeCall(buyer, lan);
    await scene.restart();
    const buyerBack = await scene.buyer({ token: buyer.token });
    await noticed(callId, 'buyer', false);
    scene.clock.advance(GRACE_MS + 1);
    expect((await changedTo(buyerBack, callId, 'ended')).state).toMatchObject({ reason: 'agent_lost' });
  });

  it('[CALL-19] ends a call to which nobody comes back', async () => {
    const { callId } = await scene.activeCall(buyer, lan);
    await scene.restart();
    scene.clock.advance(GRACE_MS + 1);
    const row = scene.server.db.selectFrom('calls').select(['status', 'reason']);
    await waitUntil(async () => {
      const { status, reason } = await row.where('id', '=', callId).executeTakeFirstOrThrow();
      return (status === 'ended' && reason === 'server_stopped') || `${status} ${reason}`;
    });
  });
});
