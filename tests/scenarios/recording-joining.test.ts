import { afterEach, expect, it } from 'vitest';
import { seenCallForEachTest } from '../support/call-for-each-test.ts';
import { CallScene } from '../support/call-scene.ts';
import type { MemberClient } from '../support/client.ts';
import { BreakableEngine } from '../support/media/breakable-engine.ts';
import { joinByBrowser } from '../support/media/call-page.ts';
import type { MediaClient, MediaClients } from '../support/media/media-client.ts';
import {
  ALL,
  allow,
  named,
  NOTHING,
  recordAll,
  recordingTold,
  type SeenCall,
  seenCall,
  segmentsOf,
  writing,
} from '../support/recorded-call.ts';
import { waitUntil } from '../support/wait-until.ts';

let clients: MediaClients;
let engine: BreakableEngine;
let scene: CallScene;
let lan: MemberClient;
let wei: MemberClient;
let call: SeenCall;
const pages: MediaClient[] = [];

seenCallForEachTest(async (browser) => {
  clients = browser;
  engine = await BreakableEngine.create();
  scene = await CallScene.start({ LOG_LEVEL: 'warn' }, { mediaEngine: engine });
  [lan, wei] = await Promise.all([scene.agent(), scene.agent('demo:wei')]);
  await wei.command('presence:set', { status: 'away' });
  call = await seenCall(clients, await scene.buyer(), lan, { kind: 'voice' });
  return { scene, call };
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

/** Gives the call to another agent: one is out of the room, the other comes in with sound and picture. */
async function handOver(from: MemberClient, to: MemberClient): Promise<void> {
  const { callId, buyer } = call;
  await scene.server.db
    .updateTable('calls')
    .set({ agent_id: to.memberId, kind: 'voice' })
    .where('id', '=', callId)
    .execute();
  await engine.room(callId)?.remove(from.memberId);
  const { grant } = await to.command('call:current', { fresh: true });
  if (!grant) throw new Error('There is no way into the call.');
  const page = await joinByBrowser(clients, to, callId, grant);
  pages.push(page);
  await page.publish('microphone');
  await page.publish('camera');
  await buyer.command('call:upgrade', { callId });
}

const written = async (recordingId: string, personId: string) =>
  (await segmentsOf(scene, recordingId)).filter(({ person_id }) => person_id === personId);
const consentOf = (personId: string) => (view: { people: { person: { id: string }; consent: unknown }[] }) =>
  view.people.find(({ person }) => person.id === personId)?.consent;

it('[CONS-14] whoever comes into a call that is recorded is asked, and nothing of them is written before they answer', async () => {
  const recording = await recordAll(call);
  await writing(scene, recording.id, 4);
  await handOver(lan, wei);
  const asked = await recordingTold(wei, (view) => consentOf(wei.memberId)(view) === null);
  expect(asked).toMatchObject({ id: recording.id, status: 'recording' });
  await recordingTold(call.buyer, (view) => consentOf(wei.memberId)(view) === null);
  await call.pages.buyer.sees();
  await writing(scene, recording.id, 2);
  expect(await written(recording.id, wei.memberId)).toEqual([]);

  await allow(wei, call.callId, { ...NOTHING, voice: true });
  await writing(scene, recording.id, 3);
  expect((await written(recording.id, wei.memberId)).map(named)).toEqual(['agent microphone']);
}, 60_000);

it('[CONS-14] whoever comes back is asked again, though they had answered', async () => {
  const recording = await recordAll(call);
  await writing(scene, recording.id, 4);
  await handOver(lan, wei);
  await handOver(wei, lan);
  await recordingTold(lan, (view) => consentOf(lan.memberId)(view) === null);
  await call.pages.buyer.sees();
  await writing(scene, recording.id, 2);
  const before = await written(recording.id, lan.memberId);
  expect(before.every(({ closed_at }) => closed_at !== null)).toBe(true);

  await allow(lan, call.callId, ALL);
  await writing(scene, recording.id, 4);
  expect(await written(recording.id, lan.memberId)).toHaveLength(before.length + 2);
}, 60_000);

it('[CONS-14] whoever is in the room without being of the call is not recorded', async () => {
  const recording = await recordAll(call);
  const room = engine.room(call.callId);
  if (!room) throw new Error('There is no room.');
  const stranger = await clients.create();
  pages.push(stranger);
  await stranger.join(room, 'stranger', { publish: ['microphone', 'camera'], subscribe: true });
  await stranger.publish('microphone');
  await stranger.publish('camera');
  await waitUntil(() => room.tracks().length === 6 || `${room.tracks().length} tracks`);
  await call.pages.buyer.sees();
  await allow(call.buyer, call.callId, ALL);
  await writing(scene, recording.id, 4);
  expect(await written(recording.id, 'stranger')).toEqual([]);
}, 60_000);
