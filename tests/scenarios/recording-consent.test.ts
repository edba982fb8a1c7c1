import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { callForEachTest, seenCallForEachTest } from '../support/call-for-each-test.ts';
import { CallScene, changedTo } from '../support/call-scene.ts';
import type { MemberClient, VisitorClient } from '../support/client.ts';
import type { MediaClients } from '../support/media/media-client.ts';
import {
  ALL,
  allow,
  type MadeCall,
  named,
  NOTHING,
  playedCall,
  recordAll,
  recordingTold,
  type SeenCall,
  seenCall,
  segmentsOf,
  WORDING,
  writing,
} from '../support/recorded-call.ts';

const PICTURE_MS = 40;

let scene: CallScene;
let lan: MemberClient;
let wei: MemberClient;
let buyer: VisitorClient;

async function people(): Promise<void> {
  scene = await CallScene.start({ LOG_LEVEL: 'warn' });
  [lan, wei, buyer] = await Promise.all([scene.agent(), scene.agent('demo:wei'), scene.buyer()]);
  await wei.command('presence:set', { status: 'away' });
}

/** What lies on the disk of a recording, by the endings of its files. */
async function filesOf(recordingId: string): Promise<string[]> {
  return readdir(path.join(scene.server.dataDir, 'recordings', recordingId)).catch(() => []);
}

describe('with pages that see and hear', () => {
  let clients: MediaClients;
  let call: SeenCall;

  seenCallForEachTest(async (browser) => {
    clients = browser;
    await people();
    call = await seenCall(clients, buyer, lan);
    return {
      scene,
      // A test may make another one.
      get call() {
        return call;
      },
    };
  });

  it('[CONS-1] consent is asked of both sides; without an answer nothing reaches the disk', async () => {
    const { recording } = await lan.command('recording:start', { callId: call.callId });
    expect(recording).toMatchObject({ status: 'asking', callId: call.callId });
    const asked = await recordingTold(buyer, ({ status }) => status === 'asking');
    expect(asked.people.map(({ side, consent }) => ({ side, consent }))).toEqual([
      { side: 'buyer', consent: null },
      { side: 'agent', consent: null },
    ]);
    await allow(buyer, call.callId, NOTHING);
    await call.pages.buyer.sees();
    expect(await segmentsOf(scene, recording.id)).toEqual([]);
    expect(await filesOf(recording.id)).toEqual([]);
  });

  it('[CONS-4] consent that is taken back ends that track at once, and the other goes on', async () => {
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    const answered = await allow(buyer, call.callId, { ...ALL, picture: false });
    const withdrawnAt = Date.now();
    expect(answered.people[0]?.consent).toMatchObject({ voice: true, picture: false });
    const told = await recordingTold(lan, ({ people }) => people[0]?.consent?.picture === false);
    expect(told.status).toBe('recording');
    const closed = (await segmentsOf(scene, recording.id)).filter(({ closed_at }) => closed_at !== null);
    expect(closed.map(named)).toEqual(['buyer camera']);
    const [camera] = closed;
    // Its last picture is taken to be shown for a moment, too.
    const lastPictureAt = (camera?.started_at ?? Infinity) + (camera?.duration_ms ?? 0) - PICTURE_MS;
    expect(lastPictureAt).toBeLessThanOrEqual(withdrawnAt);
    await call.pages.agent.sees();
    await allow(buyer, call.callId, ALL);
    await writing(scene, recording.id, 4);
    const cameras = (await segmentsOf(scene, recording.id)).filter((row) => named(row) === 'buyer camera');
    expect(cameras.map(({ closed_at }) => closed_at === null)).toEqual([false, true]);
  });

  it('[CONS-5] consent of a track that comes later is kept: a screen is recorded where it was allowed', async () => {
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    await call.pages.agent.publish('screen');
    await writing(scene, recording.id, 5);
    await call.pages.agent.unpublish('screen');
    await writing(scene, recording.id, 4);
  });

  it('[CONS-13] consent of a camera that is turned off records nothing until it is on', async () => {
    await call.pages.buyer.setMuted('camera', true);
    await lan.next('media:event', ({ event }) => event.type === 'consumerMuted' && event.muted);
    const recording = await recordAll(call);
    await writing(scene, recording.id, 3);
    expect((await segmentsOf(scene, recording.id)).map(named)).not.toContain('buyer camera');
    await call.pages.buyer.setMuted('camera', false);
    await writing(scene, recording.id, 4);
  });

  it('[CONS-9] a recording begins by itself where the shop wants that, and asks all the same', async () => {
    await buyer.command('call:hangUp', { callId: call.callId });
    await call.close();
    await scene.server.db.updateTable('shops').set({ record_automatically: 1 }).execute();
    call = await seenCall(clients, buyer, lan);
    const asked = await recordingTold(buyer, ({ callId }) => callId === call.callId);
    expect(asked.status).toBe('asking');
    expect(await segmentsOf(scene, asked.id)).toEqual([]);
    await lan.command('recording:stop', { callId: call.callId });
    await buyer.command('call:upgrade', { callId: call.callId });
    expect((await buyer.command('recording:current', { callId: call.callId })).recording).toBeNull();
  });
});

describe('without a browser', () => {
  let call: MadeCall;

  callForEachTest(async () => {
    await people();
    call = await playedCall(scene, buyer, lan);
    return { scene, call };
  });

  it('[CONS-2] consent records of each person what that person allowed, and nothing else', async () => {
    const { recording } = await lan.command('recording:start', { callId: call.callId });
    await allow(buyer, call.callId, { ...NOTHING, voice: true });
    const both = await allow(lan, call.callId, { ...NOTHING, picture: true });
    expect(both.status).toBe('recording');
    await writing(scene, recording.id, 2);
    await lan.command('recording:stop', { callId: call.callId });
    const segments = await segmentsOf(scene, recording.id);
    expect(segments.map(named).toSorted()).toEqual(['agent camera', 'buyer microphone']);
    for (const { file, bytes, duration_ms } of segments) {
      expect(await filesOf(recording.id)).toContain(file);
      expect(bytes).toBeGreaterThan(0);
      expect(duration_ms).toBeGreaterThan(0);
    }
  });

  it('[CONS-3] consent keeps each answer with its time, its exact wording and its language', async () => {
    const { recording } = await lan.command('recording:start', { callId: call.callId });
    const before = scene.clock.now();
    await allow(buyer, call.callId, ALL);
    await allow(buyer, call.callId, NOTHING);
    const rows = await scene.server.db
      .selectFrom('recording_consents')
      .selectAll()
      .where('recording_id', '=', recording.id)
      .orderBy('id')
      .execute();
    expect(rows).toMatchObject([
      { person_id: buyer.visitorId, side: 'buyer', voice: 1, picture: 1, screen: 1, wording: WORDING },
      { person_id: buyer.visitorId, side: 'buyer', voice: 0, picture: 0, screen: 0, language: 'en' },
    ]);
    for (const { at } of rows) expect(at).toBeGreaterThanOrEqual(before);
  });

  it('[CONS-6] a recording is paused: nothing is written until it is resumed, and everybody is told', async () => {
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    const paused = await lan.command('recording:pause', { callId: call.callId });
    expect(paused.recording.status).toBe('paused');
    await recordingTold(buyer, ({ status }) => status === 'paused');
    await writing(scene, recording.id, 0);
    await allow(buyer, call.callId, ALL);
    expect((await segmentsOf(scene, recording.id)).length).toBe(4);
    await lan.command('recording:resume', { callId: call.callId });
    await recordingTold(buyer, ({ status }) => status === 'recording');
    await writing(scene, recording.id, 4);
    expect((await segmentsOf(scene, recording.id)).length).toBe(8);
  });

  it('[CONS-7] a recording ends with the call, whatever ends it', async () => {
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    await buyer.command('call:hangUp', { callId: call.callId });
    await changedTo(lan, call.callId, 'ended');
    await recordingTold(lan, ({ status }) => status === 'ended');
    await recordingTold(buyer, ({ status }) => status === 'ended');
    const segments = await segmentsOf(scene, recording.id);
    expect(segments.length).toBe(4);
    for (const { closed_at, file } of segments) {
      expect(closed_at).not.toBeNull();
      expect(file).not.toBeNull();
    }
  });

  it('[CONS-8] a recording is begun, paused and ended by the agent of the call alone', async () => {
    const { callId } = call;
    expect((await buyer.refused('recording:start', { callId })).code).toBe('forbidden');
    expect((await wei.refused('recording:start', { callId })).code).toBe('forbidden');
    const stranger = await scene.buyer();
    const answer = { callId, consent: ALL, wording: WORDING, language: 'en' };
    expect((await stranger.refused('recording:consent', answer)).code).toBe('not_found');
    await lan.command('recording:start', { callId });
    expect((await wei.refused('recording:consent', answer)).code).toBe('forbidden');
    for (const command of ['recording:pause', 'recording:resume', 'recording:stop']) {
      expect((await buyer.refused(command, { callId })).code).toBe('forbidden');
      expect((await wei.refused(command, { callId })).code).toBe('forbidden');
    }
    expect((await stranger.refused('recording:current', { callId })).code).toBe('not_found');
    const { recording } = await buyer.command('recording:current', { callId });
    expect(recording?.status).toBe('asking');
  });
});
