import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RecordingView } from '#protocol';
import { createRecorder, type SupervisedRecorder } from '../../recorder/create-recorder.ts';
import type { LivekitEngine } from '../../sfu/livekit/engine.ts';
import { seenCallForEachTest } from '../support/call-for-each-test.ts';
import { CallScene } from '../support/call-scene.ts';
import { carrierOf, engineOn } from '../support/livekit/livekit-engine.ts';
import {
  clusterIsHere,
  type LivekitNode,
  type LivekitServers,
  startLivekit,
} from '../support/livekit/livekit-servers.ts';
import {
  gapsOf,
  allFor,
  heardFor,
  named,
  played,
  recordAll,
  recordingTold,
  type SeenCall,
  seenCall,
  segmentsOf,
  writing,
} from '../support/recorded-call.ts';
import { waitUntil } from '../support/wait-until.ts';

const TRACKS = ['agent camera', 'agent microphone', 'buyer camera', 'buyer microphone'];
/** What is written is on the disk half a second later. */
const MOMENT_MS = 1500;

describe.skipIf(!clusterIsHere)('a call that is recorded on LiveKit', { timeout: 90_000 }, () => {
  let servers: LivekitServers;
  let engine: LivekitEngine;
  let recorder: SupervisedRecorder;
  let scene: CallScene;
  let call: SeenCall;
  const harmed: LivekitNode[] = [];

  beforeAll(async () => {
    servers = await startLivekit({ nodes: 2 });
  }, 60_000);
  afterAll(() => servers?.close());
  seenCallForEachTest(async (clients) => {
    engine = await engineOn(servers);
    recorder = await createRecorder(engine.intake);
    const parts = { mediaEngine: engine, recorder };
    scene = await CallScene.start({ ...servers.variables, LOG_LEVEL: 'fatal' }, parts);
    call = await seenCall(clients, await scene.buyer(), await scene.agent());
    return { scene, call };
  });
  afterEach(async () => {
    // Left as found: one that was killed, or asked to stop, starts anew.
    await Promise.all(harmed.splice(0).map((node) => node.restart()));
  });

  /** Does something to the node under the call, and waits until both sides were told of another. */
  async function signal(name: NodeJS.Signals): Promise<LivekitNode> {
    const node = carrierOf(engine, servers);
    harmed.push(node);
    node.signal(name);
    await Promise.all([call.buyer.next('call:moved'), call.agent.next('call:moved')]);
    return node;
  }

  async function recorded(): Promise<RecordingView> {
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    await longEnough(recording);
    return recording;
  }

  /** Each track is being written to a second file, and to no other. */
  async function goesOn(recording: RecordingView): Promise<void> {
    await waitUntil(async () => {
      const segments = await segmentsOf(scene, recording.id);
      const open = segments.filter(({ started_at, closed_at }) => started_at !== null && closed_at === null);
      return (segments.length === 8 && open.length === 4) || `${segments.length}, ${open.length} open`;
    }, 30_000);
    await longEnough(recording);
  }

  /** Of every track that is being written there is more than a moment. */
  async function longEnough({ id }: RecordingView): Promise<void> {
    await heardFor(scene, id, MOMENT_MS);
    await allFor(scene, id, MOMENT_MS);
  }

  async function callIsUntouched(): Promise<void> {
    for (const client of [call.buyer, call.agent]) {
      const { call: current } = await client.command('call:current', { fresh: false });
      expect(current).toMatchObject({ id: call.callId, state: { status: 'active' } });
    }
    await Promise.all([call.pages.buyer.sees(), call.pages.agent.sees(), call.pages.agent.hears()]);
  }

  /** After the call: two files of each track, both playable, one after the other. */
  async function leavesTwoFilesOfEach(recording: RecordingView): Promise<void> {
    await call.buyer.command('call:hangUp', { callId: call.callId });
    await recordingTold(call.agent, ({ status }) => status === 'ended');
    const segments = await segmentsOf(scene, recording.id);
    const seconds = await played(scene, recording.id);
    expect(seconds).toHaveLength(8);
    for (const track of TRACKS) {
      const files = segments.flatMap((segment, index) =>
        named(segment) === track ? [{ ...segment, seconds: seconds[index] ?? NaN }] : [],
      );
      expect([track, ...files.map((file) => file.seconds > 0.5)]).toEqual([track, true, true]);
      const [before, after] = files;
      expect(after?.started_at).toBeGreaterThanOrEqual(
        (before?.started_at ?? Infinity) + (before?.duration_ms ?? 0),
      );
    }
  }

  it('[CONS-11] goes on as new files, and the gap is noted, when the node under it is killed', async () => {
    const recording = await recorded();
    await signal('SIGKILL');
    await goesOn(recording);
    expect(await gapsOf(scene, recording.id)).toEqual(TRACKS.map(() => 'media_moved'));
    await callIsUntouched();
    await leavesTwoFilesOfEach(recording);
  });

  it('[CONS-11] goes on as new files when the node under it is asked to stop', async () => {
    const recording = await recorded();
    const node = await signal('SIGTERM');
    expect(node.alive()).toBe(true);
    await goesOn(recording);
    expect(await gapsOf(scene, recording.id)).toEqual(TRACKS.map(() => 'media_moved'));
    await callIsUntouched();
    await leavesTwoFilesOfEach(recording);
  });

  it('[CONS-10] goes on as new files, and the gap is noted, when the process that receives and records is killed', async () => {
    const recording = await recorded();
    const { pid = 0 } = recorder;
    process.kill(pid, 'SIGKILL');
    await recordingTold(call.buyer, ({ trouble }) => trouble === 'interrupted');
    await recordingTold(call.agent, ({ trouble }) => trouble === null);
    await goesOn(recording);
    expect(recorder.pid).not.toBe(pid);
    expect(await gapsOf(scene, recording.id)).toEqual(TRACKS.map(() => 'recorder_died'));
    await callIsUntouched();
    await leavesTwoFilesOfEach(recording);
  });
});
