import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FactData, MediaRequest, TrackSource } from '#protocol';
import { CallScene, changedTo, messages, ring } from '../support/call-scene.ts';
import type { MemberClient, TestClient, VisitorClient } from '../support/client.ts';
import { BreakableEngine } from '../support/media/breakable-engine.ts';

let engine: BreakableEngine;
let scene: CallScene;
let lan: MemberClient;
let buyer: VisitorClient;

beforeEach(async () => {
  engine = await BreakableEngine.create();
  scene = await CallScene.start({ LOG_LEVEL: 'fatal' }, { mediaEngine: engine });
  [lan, buyer] = [await scene.agent(), await scene.buyer()];
});
afterEach(() => scene.close());

/** A track as a page announces it; nothing is sent. */
function produce(source: TrackSource, ssrc: number): MediaRequest {
  const isAudio = source === 'microphone' || source === 'screen_audio';
  const codec = isAudio
    ? { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: {} }
    : { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {} };
  const rtpParameters = { mid: `${ssrc}`, codecs: [codec], encodings: [{ ssrc }], headerExtensions: [] };
  return { type: 'produce', source, rtpParameters, muted: true };
}

const eventsOf = (client: TestClient) =>
  client.seen.filter(({ name }) => name === 'media:event').map(({ data }) => data as FactData<'media:event'>);

describe('what the engine says to a page', () => {
  it('[CALL-23] reaches its participant, with the generation of their grant, in order', async () => {
    const { callId, grants } = await scene.activeCall(buyer, lan);
    const sources: TrackSource[] = ['microphone', 'camera', 'screen', 'screen_audio'];
    for (const [index, source] of sources.entries()) {
      const { generation } = grants.agent;
      const request = produce(source, 1000 + index);
      await lan.command('media:request', { callId, generation, request });
    }
    await buyer.next(
      'media:event',
      ({ event }) => event.type === 'consumerAdded' && event.source === 'screen_audio',
    );
    const added = eventsOf(buyer).filter(({ event }) => event.type === 'consumerAdded');
    expect(added.map(({ event }) => (event.type === 'consumerAdded' ? event.source : ''))).toEqual(sources);
    for (const { callId: id, generation, event } of added) {
      expect({ id, generation }).toEqual({ id: callId, generation: grants.buyer.generation });
      expect(event).toMatchObject({ peerId: lan.memberId });
    }
    expect(eventsOf(lan).some(({ event }) => event.type === 'consumerAdded')).toBe(false);
  });

  it('[CALL-24] is all an agent gets of the buyer before the answer; their tracks flow from then on', async () => {
    const { call, grant } = await ring(buyer);
    const offer = await lan.next('call:offered');
    await scene.join(lan, call.id, offer.grant);
    await scene.join(buyer, call.id, grant);
    const { generation } = grant;
    await buyer.command('media:request', { callId: call.id, generation, request: produce('camera', 7) });
    await lan.next('media:event', ({ event }) => event.type === 'consumerAdded');
    expect(engine.permissions.get(lan.memberId)?.subscribe).toBe(false);
    expect(engine.permissions.get(buyer.visitorId)?.subscribe).toBe(true);
    await lan.command('call:answer', { callId: call.id });
    expect(engine.permissions.get(lan.memberId)?.subscribe).toBe(true);
  });
});

describe('a media worker that dies', () => {
  it('[CALL-21] moves the call to another one; both sides are told, and it goes on', async () => {
    const { callId, grants } = await scene.activeCall(buyer, lan);
    engine.killWorkers();
    for (const [client, grant] of [
      [buyer, grants.buyer],
      [lan, grants.agent],
    ] as const) {
      const moved = await client.next('call:moved');
      expect(moved.call).toMatchObject({ id: callId, state: { status: 'active' } });
      expect(moved.grant).toMatchObject({ roomId: callId, peerId: grant.peerId });
      expect(moved.grant.generation).toBeGreaterThan(grant.generation);
      await scene.join(client, callId, moved.grant);
      expect((await client.command('call:current', { fresh: false })).grant).toBeNull();
    }
    await buyer.command('call:hangUp', { callId });
    expect((await changedTo(lan, callId, 'ended')).state).toMatchObject({ reason: 'buyer_hung_up' });
  });

  it('[CALL-21] lets a ringing call ring on, prepared by the same page', async () => {
    const phone = await scene.agent('demo:lan', { cookie: lan.cookie });
    const { call } = await ring(buyer);
    await Promise.all([lan.next('call:offered'), phone.next('call:offered')]);
    await lan.command('call:prepare', { callId: call.id });
    engine.killWorkers();
    const [forBuyer, forLan] = [await buyer.next('call:moved'), await lan.next('call:moved')];
    await scene.join(buyer, call.id, forBuyer.grant);
    await scene.join(lan, call.id, forLan.grant);
    await lan.command('call:answer', { callId: call.id });
    await changedTo(buyer, call.id, 'active');
    expect(phone.seen.some(({ name }) => name === 'call:moved')).toBe(false);
  });
});

describe('a room that is lost', () => {
  it('[CALL-22] ends the call, and says why', async () => {
    const { callId, call } = await scene.activeCall(buyer, lan);
    await engine.failRoom(callId);
    expect((await changedTo(buyer, callId, 'ended')).state).toMatchObject({ reason: 'media_failed' });
    await changedTo(lan, callId, 'ended');
    const last = (await messages(buyer, call.conversationId)).at(-1);
    expect(last?.body).toMatchObject({ kind: 'call', outcome: 'media_failed' });
  });

  it('[CALL-22] while it rings, or cannot be had at all, makes the call missed', async () => {
    const { call } = await ring(buyer);
    await lan.next('call:offered');
    await engine.failRoom(call.id);
    expect((await changedTo(buyer, call.id, 'missed')).state).toMatchObject({ reason: 'media_failed' });
    expect(await lan.next('call:offerWithdrawn')).toEqual({ callId: call.id, reason: 'media_failed' });

    engine.broken = true;
    const asked = await buyer.command('call:request', { callId: randomUUID(), kind: 'video' });
    expect(asked.call.state).toMatchObject({ status: 'missed', reason: 'media_failed' });
    expect(asked.grant).toBeNull();
    engine.broken = false;
    expect((await ring(buyer)).call.state.status).toBe('offered');
  });
});
