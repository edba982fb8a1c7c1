import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRecorder, type SupervisedRecorder } from '../../recorder/create-recorder.ts';
import { WEAK_NETWORK } from '#protocol/measures';
import { newId } from '../../signaling/db/ids.ts';
import { createDatabase } from '../../signaling/db/create-database.ts';
import { CallScene } from '../support/call-scene.ts';
import { connectMember, connectVisitor, type MemberClient, type VisitorClient } from '../support/client.ts';
import { BreakableEngine } from '../support/media/breakable-engine.ts';
import type { BareMedia } from '../support/media/bare-media.ts';
import { joinByDtls } from '../support/media/dtls-page.ts';
import { type MediaClients, startMediaClients } from '../support/media/media-client.ts';
import {
  allFor,
  gapsOf,
  heardFor,
  played,
  playedCall,
  recordAll,
  recordingTold,
  type SeenCall,
  seenCall,
  segmentsOf,
  type Stored,
  writing,
} from '../support/recorded-call.ts';
import { startServerProcess } from '../support/server-process.ts';
import { TEST_PASSWORD } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let clients: MediaClients;

beforeAll(async () => {
  clients = await startMediaClients();
}, 60_000);
afterAll(() => clients.close());

describe('in one server', () => {
  let scene: CallScene;
  let engine: BreakableEngine;
  let recorder: SupervisedRecorder;
  let call: SeenCall;

  beforeEach(async () => {
    [engine, recorder] = await Promise.all([BreakableEngine.create(), createRecorder()]);
    scene = await CallScene.start({ LOG_LEVEL: 'fatal' }, { mediaEngine: engine, recorder });
    call = await seenCall(clients, await scene.buyer(), await scene.agent());
  }, 60_000);
  afterEach(async () => {
    await call.close();
    await scene.close();
  });

  it('[CONS-10] a recorder that was killed costs a gap: the call goes on, and so does the recording', async () => {
    const recording = await recordAll(call);
    await heardFor(scene, recording.id, 1000);
    // What is in a file by then is more than the last second, which may be lost.
    await allFor(scene, recording.id, 1500);
    process.kill(recorder.pid ?? 0, 'SIGKILL');
    const told = await recordingTold(call.buyer, ({ trouble }) => trouble === 'interrupted');
    expect(told.status).toBe('recording');
    await recordingTold(call.agent, ({ trouble, revision }) => trouble === null && revision > told.revision);
    await writing(scene, recording.id, 4);
    await call.pages.buyer.sees();
    expect(await gapsOf(scene, recording.id)).toEqual(Array.from({ length: 4 }, () => 'recorder_died'));
    expect((await played(scene, recording.id)).every((seconds) => seconds >= 0)).toBe(true);
    await call.buyer.command('call:hangUp', { callId: call.callId });
    await recordingTold(call.agent, ({ status }) => status === 'ended');
    expect(await played(scene, recording.id)).toHaveLength(8);
  });

  it('[CONS-11] a media worker that was killed begins new files, and the gap is noted', async () => {
    const recording = await recordAll(call);
    await writing(scene, recording.id, 4);
    await allFor(scene, recording.id, 1000);
    engine.killWorkers();
    await call.buyer.next('call:moved');
    await waitUntil(async () => {
      const segments = await segmentsOf(scene, recording.id);
      const open = segments.filter(({ started_at, closed_at }) => started_at !== null && closed_at === null);
      return (segments.length === 8 && open.length === 4) || `${segments.length}, ${open.length} open`;
    });
    expect(await gapsOf(scene, recording.id)).toEqual(Array.from({ length: 4 }, () => 'media_moved'));
  });

  it('[CONS-7] a room that is lost, or a side that does not come back, ends the recording with the call', async () => {
    const first = await recordAll(call);
    await writing(scene, first.id, 4);
    await engine.failRoom(call.callId);
    await recordingTold(call.agent, ({ id, status }) => id === first.id && status === 'ended');
    expect(await played(scene, first.id)).toHaveLength(4);
    await call.close();

    call = await seenCall(clients, call.buyer, call.agent);
    const second = await recordAll(call);
    await writing(scene, second.id, 4);
    call.buyer.close();
    await waitUntil(async () => {
      const query = scene.server.db
        .selectFrom('calls')
        .select('buyer_grace_until')
        .where('id', '=', call.callId);
      return (await query.executeTakeFirst())?.buyer_grace_until !== null || 'not noticed';
    });
    scene.clock.advance(60_000);
    await recordingTold(call.agent, ({ id, status }) => id === second.id && status === 'ended');
    expect(await played(scene, second.id)).toHaveLength(4);
  });
});

describe('over servers', () => {
  const addWeakNetwork = async ({ server: { db } }: Stored, recordingId: string, personId: string) => {
    const data = JSON.stringify({ personId, score: 1 });
    const row = { id: newId(), recording_id: recordingId, at: Date.now(), type: 'network', data } as const;
    await db.insertInto('recording_events').values(row).execute();
  };
  const scoresOf = async ({ server: { db } }: Stored, recordingId: string) => {
    const rows = await db
      .selectFrom('recording_events')
      .select('data')
      .where('recording_id', '=', recordingId)
      .where('type', '=', 'network')
      .orderBy('id')
      .execute();
    return rows.map(({ data }) => (JSON.parse(data) as { score: number }).score);
  };

  it('[CONS-12] a server that was killed leaves what was recorded; the next one goes on, with a gap', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'kanhuo-test-'));
    const variables = {
      DATA_DIR: dataDir,
      DEMO_PASSWORD: TEST_PASSWORD,
      GRACE_SECONDS: '60',
      LOG_LEVEL: 'fatal',
    };
    let server = startServerProcess(variables);
    const people: (MemberClient | VisitorClient)[] = [];
    const pages: BareMedia[] = [];
    const join = async (...admitted: Parameters<typeof joinByDtls>) => {
      const page = await joinByDtls(...admitted);
      pages.push(page);
      return page;
    };
    const connected = async (known?: { buyer: VisitorClient; agent: MemberClient }) => {
      const at = { url: await server.url(), password: TEST_PASSWORD };
      const buyer = await connectVisitor(at, known ? { token: known.buyer.token } : {});
      const agent = await connectMember(at, 'demo:lan', known ? { cookie: known.agent.cookie } : {});
      people.push(buyer, agent);
      return { buyer, agent };
    };
    try {
      const first = await connected();
      const call = await playedCall({ join }, first.buyer, first.agent);
      const recording = await recordAll(call);
      const stored = { server: { db: await createDatabase({ dataDir }), dataDir } };
      try {
        await writing(stored, recording.id, 4);
        await heardFor(stored, recording.id, 2000);
        await addWeakNetwork(stored, recording.id, first.buyer.visitorId);
        await server.kill();
        await call.close();
        server = startServerProcess(variables);
        const again = await connected(first);
        expect(await played(stored, recording.id)).toHaveLength(4);
        for (const seconds of await played(stored, recording.id)) expect(seconds).toBeGreaterThan(0.5);
        expect(await gapsOf(stored, recording.id)).toEqual(Array.from({ length: 4 }, () => 'server_stopped'));

        const { recording: current } = await again.agent.command('recording:current', {
          callId: call.callId,
        });
        expect(current).toMatchObject({ id: recording.id, status: 'recording' });
        for (const client of [again.buyer, again.agent]) {
          const { grant } = await client.command('call:current', { fresh: true });
          if (!grant) throw new Error('no grant');
          await (await join(client, call.callId, grant)).publish();
        }
        await writing(stored, recording.id, 4);
        await waitUntil(async () => {
          const told = await scoresOf(stored, recording.id);
          return (told.at(-1) ?? 0) >= WEAK_NETWORK || told.join(', ');
        });
        await again.buyer.command('call:hangUp', { callId: call.callId });
        await recordingTold(again.agent, ({ status }) => status === 'ended');
        expect(await played(stored, recording.id)).toHaveLength(8);
      } finally {
        await stored.server.db.destroy();
      }
    } finally {
      for (const one of [...pages, ...people]) one.close();
      await server.kill();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 90_000);
});
