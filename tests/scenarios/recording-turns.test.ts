import { describe, expect, it } from 'vitest';
import { callForEachTest } from '../support/call-for-each-test.ts';
import { CallScene } from '../support/call-scene.ts';
import { BreakableEngine } from '../support/media/breakable-engine.ts';
import {
  ALL,
  allow,
  gapsOf,
  type MadeCall,
  named,
  NOTHING,
  playedCall,
  recordAll,
  recordingTold,
  segmentsOf,
  writing,
} from '../support/recorded-call.ts';
import { waitUntil } from '../support/wait-until.ts';

let engine: BreakableEngine;
let scene: CallScene;
let call: MadeCall;
/** Tracks of the buyer that somebody wanted to write, in order. */
let asked: string[];

callForEachTest(async () => {
  engine = await BreakableEngine.create();
  scene = await CallScene.start({ LOG_LEVEL: 'fatal' }, { mediaEngine: engine, diskRetryMs: 500 });
  call = await playedCall(scene, await scene.buyer(), await scene.agent());
  asked = [];
  return { scene, call };
});

/** Somebody's track as the room knows it. */
function trackOf(side: 'buyer' | 'agent', source: 'camera' | 'microphone'): string {
  const peerId = side === 'buyer' ? call.buyer.visitorId : call.agent.memberId;
  const tracks = engine.room(call.callId)?.tracks() ?? [];
  return tracks.find((track) => track.peerId === peerId && track.source === source)?.trackId ?? '';
}

/** Keeps the work on the recording busy, and notes what of the buyer is to be written from now on. */
async function keptBusy(): Promise<() => void> {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  const { buyer, agent, callId } = call;
  const mine = [trackOf('buyer', 'camera'), trackOf('buyer', 'microphone')];
  engine.beforeTap = async (trackId) => {
    if (mine.includes(trackId)) asked.push(trackId);
  };
  engine.tapsEnded = promise;
  void allow(agent, callId, { ...ALL, picture: false });
  await waitUntil(async () => {
    const { recording } = await buyer.command('recording:current', { callId });
    return recording?.people[1]?.consent?.picture === false || 'the agent has not answered';
  });
  return goOn;
}

/** Resolves when the service has taken what this side has sent. */
const taken = (side: 'buyer' | 'agent') => call[side].command('recording:current', { callId: call.callId });

describe('while the work on a recording is busy', () => {
  it('[CONS-6] a pause counts at once, over an answer that waits for its turn', async () => {
    const { callId, agent, buyer } = call;
    const recording = await recordAll(call);
    await allow(buyer, callId, NOTHING);
    await writing(scene, recording.id, 2);
    const goOn = await keptBusy();
    const answered = allow(buyer, callId, ALL);
    await taken('buyer');
    const paused = agent.command('recording:pause', { callId });
    await taken('agent');
    goOn();
    await answered;
    expect((await paused).recording.status).toBe('paused');
    expect(asked).toEqual([]);
    await agent.command('recording:resume', { callId });
    await writing(scene, recording.id, 3);
    expect(new Set(asked).size).toBe(2);
  });

  it('[CONS-6] a pause counts also when going on waits for its turn', async () => {
    const { callId, agent } = call;
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    const goOn = await keptBusy();
    const steps = [];
    for (const step of ['pause', 'resume', 'pause'] as const) {
      steps.push(agent.command(`recording:${step}`, { callId }));
      await taken('agent');
    }
    goOn();
    await Promise.all(steps);
    expect(asked).toEqual([]);
    const { recording: now } = await agent.command('recording:current', { callId });
    expect(now?.status).toBe('paused');
  });

  it('[CONS-4] what is taken back stays so, over an earlier answer that waits for its turn', async () => {
    const { callId, buyer } = call;
    const recording = await recordAll(call);
    await allow(buyer, callId, NOTHING);
    await writing(scene, recording.id, 2);
    const goOn = await keptBusy();
    const answered = allow(buyer, callId, ALL);
    await taken('buyer');
    const takenBack = allow(buyer, callId, NOTHING);
    await taken('buyer');
    goOn();
    await Promise.all([answered, takenBack]);
    await writing(scene, recording.id, 1);
    expect(asked).toEqual([]);
  });
});

describe('a track that cannot be written', () => {
  it('[CONS-22] is told, tried again until it can, and missing until then; the others are written', async () => {
    const { callId, agent, buyer } = call;
    const camera = trackOf('buyer', 'camera');
    let tries = 0;
    engine.beforeTap = async (trackId) => {
      if (trackId !== camera) return;
      tries += 1;
      if (tries <= 2) throw new Error('not now');
    };
    const recording = await recordAll(call);
    for (const side of [buyer, agent]) await recordingTold(side, ({ trouble }) => trouble === 'interrupted');
    await writing(scene, recording.id, 4);
    const { revision } = await recordingTold(agent, ({ trouble }) => trouble === null);
    await recordingTold(buyer, (told) => told.trouble === null && told.revision >= revision);
    expect(tries).toBe(3);
    expect(await gapsOf(scene, recording.id)).toEqual(['write_failed']);
    expect((await segmentsOf(scene, recording.id)).map(named).toSorted()).toEqual([
      'agent camera',
      'agent microphone',
      'buyer camera',
      'buyer microphone',
    ]);
    await buyer.command('call:hangUp', { callId });
  });

  it('[CONS-22] that hangs holds up neither the other tracks nor a pause', async () => {
    const { callId, agent } = call;
    const camera = trackOf('buyer', 'camera');
    const { promise: never } = Promise.withResolvers<void>();
    engine.beforeTap = (trackId) => (trackId === camera ? never : Promise.resolve());
    const recording = await recordAll(call);
    await writing(scene, recording.id, 3);
    const { recording: paused } = await agent.command('recording:pause', { callId });
    expect(paused.status).toBe('paused');
    await writing(scene, recording.id, 0);
    expect((await segmentsOf(scene, recording.id)).map(named)).not.toContain('buyer camera');
  });
});
