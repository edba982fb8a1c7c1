import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EgressStatus } from '@livekit/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../recorder/manifest.ts';
import { CallScene, changedTo } from '../support/call-scene.ts';
import { type MemberClient, signIn, type VisitorClient } from '../support/client.ts';
import { EgressClips } from '../support/livekit/egress-clips.ts';
import { EgressServer } from '../support/livekit/egress-server.ts';
import { livekitIsHere, type LivekitServers, startLivekit } from '../support/livekit/livekit-servers.ts';
import { reportOver } from '../support/livekit/report-inbox.ts';
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
} from '../support/recorded-call.ts';
import { ReviewClient } from '../support/review-client.ts';
import { waitUntil } from '../support/wait-until.ts';

const run = promisify(execFile);
const PICTURE_MS = 70;

describe.skipIf(!livekitIsHere)('recordings that an Egress service writes', () => {
  let livekit: LivekitServers;
  let clips: EgressClips;
  let egress: EgressServer;
  let scene: CallScene;
  let lan: MemberClient;
  let buyer: VisitorClient;
  let call: MadeCall;

  beforeAll(async () => {
    [livekit, clips] = await Promise.all([startLivekit(), EgressClips.make()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([livekit?.close(), clips?.close()]);
  });
  beforeEach(async () => {
    egress = await EgressServer.start(livekit, clips);
    scene = await CallScene.start({ ...egress.variables, LOG_LEVEL: 'fatal' });
    egress.reportTo(reportOver(scene.server.url));
    [lan, buyer] = await Promise.all([scene.agent(), scene.buyer()]);
    // What an Egress service would write of them is made by ffmpeg: nobody looks at them.
    call = await playedCall(scene, buyer, lan);
  }, 60_000);
  afterEach(async () => {
    await scene.close();
    await egress.close();
  });

  /** Waits until so many tracks are written, and so much of each. */
  async function written(tracks: number, ms = 0): Promise<void> {
    await waitUntil(() => {
      const { writing, writtenMs } = egress;
      return (writing.length === tracks && writtenMs >= ms) || `${writing.length} tracks, ${writtenMs} ms`;
    });
  }
  /** The segments of a recording once all but so many have their files. */
  async function filed(recordingId: string, stillWritten = 0) {
    await waitUntil(async () => {
      const open = (await segmentsOf(scene, recordingId)).filter(({ closed_at }) => closed_at === null);
      return open.length === stillWritten || open.map(named).join(', ');
    });
    return (await segmentsOf(scene, recordingId)).filter(({ closed_at }) => closed_at !== null);
  }
  async function hangUp(): Promise<void> {
    await buyer.command('call:hangUp', { callId: call.callId });
    await changedTo(lan, call.callId, 'ended');
  }
  const folderOf = (recordingId: string) => path.join(scene.server.dataDir, 'recordings', recordingId);

  it('[EGRESS-2] are asked for as the vendor defines it: each track allowed once, by its name, into the folder', async () => {
    const recording = await recordAll(call);
    await written(4);
    const segments = await segmentsOf(scene, recording.id);
    expect(segments.map(named).toSorted()).toEqual([
      'agent camera',
      'agent microphone',
      'buyer camera',
      'buyer microphone',
    ]);
    expect(new Set(egress.starts.map(({ trackId }) => trackId)).size).toBe(4);
    const outputs = egress.starts.flatMap(({ output }) => (output.case === 'file' ? [output.value] : []));
    expect(outputs.map(({ filepath }) => filepath).toSorted()).toEqual(
      segments.map(({ id }) => `/out/recordings/${id}`).toSorted(),
    );
    for (const output of outputs) {
      expect(output.disableManifest).toBe(true);
      expect(output.output.case).toBeUndefined();
    }
    await lan.command('recording:stop', { callId: call.callId });
    expect(egress.writing).toEqual([]);
    expect(egress.stops).toHaveLength(4);
  });

  it('[EGRESS-3] are taken over when they have ended, and play in the review as any other', async () => {
    const { recording } = await lan.command('recording:start', { callId: call.callId });
    await allow(buyer, call.callId, { ...NOTHING, voice: true });
    await allow(lan, call.callId, { ...NOTHING, picture: true });
    await written(2, 1500);
    await hangUp();
    const segments = await filed(recording.id);
    expect(segments.map(named).toSorted()).toEqual(['agent camera', 'buyer microphone']);
    expect(await readdir(egress.folder)).toEqual([]);

    const owner = new ReviewClient(scene.server, { cookie: await signIn(scene.server, 'demo:owner') });
    const { tracks } = await owner.detail(recording.id);
    expect(tracks.map(({ kind, segments: [one] }) => [kind, one?.live])).toEqual(
      expect.arrayContaining([
        ['video', false],
        ['audio', false],
      ]),
    );
    for (const { kind, segments: all } of tracks) {
      const [segment] = all;
      if (!segment) throw new Error('a track without a segment');
      expect(segment.durationMs).toBeGreaterThan(1300);
      expect(segment.startMs).toBeLessThan(10_000);
      const half = await owner.file(segment.url, { range: 'bytes=0-99' });
      expect([half.status, (await half.arrayBuffer()).byteLength]).toEqual([206, 100]);
      const file = path.join(egress.folder, `${kind}.webm`);
      await writeFile(file, Buffer.from(await (await owner.file(segment.url)).arrayBuffer()));
      const args = [
        '-v',
        'error',
        '-count_frames',
        '-show_entries',
        'stream=nb_read_frames',
        '-of',
        'csv=p=0',
      ];
      const { stdout, stderr } = await run('ffprobe', [...args, file]);
      expect(stderr).toBe('');
      expect(Number.parseInt(stdout, 10)).toBeGreaterThan(kind === 'video' ? 12 : 60);
      if (kind === 'audio') expect(Buffer.from(segment.levels, 'base64').length).toBeGreaterThan(13);
    }
    const camera = segments.find(({ source }) => source === 'camera');
    const noted = readManifest(
      await readFile(path.join(folderOf(recording.id), `${camera?.id}.jsonl`), 'utf8'),
    );
    expect(noted.filter(({ type }) => type === 'key').length).toBeGreaterThan(1);
    // What is made of a recording that is over has been made of the files.
    await waitUntil(async () => {
      const row = await scene.server.db
        .selectFrom('recordings')
        .select('waveform')
        .where('id', '=', recording.id)
        .executeTakeFirst();
      return (row?.waveform ?? '') !== '' || 'no waveform';
    });
  });

  it('[EGRESS-4] are stopped before an answer that takes something back is acknowledged; the others go on', async () => {
    const recording = await recordAll(call);
    await written(4, 1200);
    await allow(buyer, call.callId, { ...ALL, picture: false });
    const withdrawnAt = Date.now();
    expect(egress.writing).toHaveLength(3);
    const [camera, ...others] = await filed(recording.id, 3);
    expect([camera && named(camera), others]).toEqual(['buyer camera', []]);
    const lastPictureAt = (camera?.started_at ?? Infinity) + (camera?.duration_ms ?? 0) - PICTURE_MS;
    expect(lastPictureAt).toBeLessThanOrEqual(withdrawnAt);
    await allow(buyer, call.callId, ALL);
    await written(4);
    const paused = await lan.command('recording:pause', { callId: call.callId });
    expect(paused.recording.status).toBe('paused');
    expect(egress.writing).toEqual([]);
  });

  it('[EGRESS-4] hold nothing of what was taken back even where the service could not be stopped in time', async () => {
    const recording = await recordAll(call);
    await written(4, 1200);
    egress.away = true;
    const withdrawnAt = Date.now();
    const answer = { callId: call.callId, consent: NOTHING, wording: 'May it be kept?', language: 'en' };
    expect((await buyer.refused('recording:consent', answer)).code).toBe('unavailable');
    const refusedAt = Date.now();
    expect(egress.writing).toHaveLength(4);
    await waitUntil(() => Date.now() - refusedAt > 1500 || 'the service is away');
    egress.away = false;
    // Nobody asks again.
    await written(2);
    await allow(buyer, call.callId, NOTHING);
    const closed = await filed(recording.id, 2);
    expect(closed.map(named).toSorted()).toEqual(['buyer camera', 'buyer microphone']);
    for (const { started_at, duration_ms } of closed) {
      expect((started_at ?? Infinity) + duration_ms - PICTURE_MS).toBeLessThanOrEqual(refusedAt);
      expect((started_at ?? 0) + duration_ms).toBeGreaterThan(withdrawnAt - 500);
    }
  });

  it('[EGRESS-5] that fail, are aborted or reach a limit leave a gap with its reason, and are begun anew', async () => {
    const recording = await recordAll(call);
    await written(4, 1000);
    const [aborted, limited] = egress.writing;
    await egress.breakOff(aborted ?? '', EgressStatus.EGRESS_ABORTED, 'the source was closed');
    const told = await recordingTold(buyer, ({ trouble }) => trouble === 'interrupted');
    expect(told.status).toBe('recording');
    await recordingTold(buyer, ({ trouble, revision }) => trouble === null && revision > told.revision);
    await written(4);
    expect(await gapsOf(scene, recording.id)).toEqual(['export_aborted']);
    await egress.breakOff(limited ?? '', EgressStatus.EGRESS_LIMIT_REACHED, 'file_output_max_duration');
    await waitUntil(
      () => (!egress.writing.includes(limited ?? '') && egress.writing.length === 4) || egress.writing,
    );
    await hangUp();
    const segments = await filed(recording.id);
    expect(await gapsOf(scene, recording.id)).toEqual(['export_aborted', 'export_limit_reached']);
    // Of what was aborted nothing was left.
    expect(segments).toHaveLength(5);
    expect(segments.map(({ id }) => id)).toContain(limited);
    expect(segments.map(({ id }) => id)).not.toContain(aborted);
  });

  it('[EGRESS-5] that the service will not begin are told, and begun as soon as it will', async () => {
    egress.away = true;
    const recording = await recordAll(call);
    const told = await recordingTold(lan, ({ trouble }) => trouble === 'interrupted');
    expect(told.status).toBe('recording');
    egress.away = false;
    await recordingTold(lan, ({ trouble, revision }) => trouble === null && revision > told.revision);
    await written(4);
    expect(new Set(await gapsOf(scene, recording.id))).toEqual(new Set(['export_failed']));
  });

  it('[EGRESS-5] whose machine dies without a word are missed in their room, and begun anew', async () => {
    const recording = await recordAll(call);
    await written(4);
    const [name = ''] = egress.writing;
    const machine = await egress.enter(name);
    await waitUntil(() => egress.writtenMs > 4000 || 'not seen yet');
    expect(await gapsOf(scene, recording.id)).toEqual([]);
    await machine.die();
    await waitUntil(() => egress.starts.length === 5 || 'not begun anew', 30_000);
    await recordingTold(buyer, ({ trouble }) => trouble === 'interrupted');
    expect(await gapsOf(scene, recording.id)).toEqual(['export_failed']);
  });

  it('[EGRESS-6] are known from the list when every report is lost', async () => {
    egress.silent = true;
    const recording = await recordAll(call);
    await written(4, 1000);
    const limited = egress.writing[0] ?? '';
    await egress.breakOff(limited, EgressStatus.EGRESS_LIMIT_REACHED, '');
    await waitUntil(
      () => (egress.writing.length === 4 && !egress.writing.includes(limited)) || 'not begun anew',
    );
    await hangUp();
    expect(await filed(recording.id)).toHaveLength(5);
  });

  it('[EGRESS-6] change nothing when reports are repeated in any order, and believe none that is not signed', async () => {
    const recording = await recordAll(call);
    await written(4, 1000);
    await hangUp();
    const before = await filed(recording.id);
    const gaps = await gapsOf(scene, recording.id);
    await egress.repeatReports();
    await egress.repeatReports();
    expect(await segmentsOf(scene, recording.id)).toEqual(before);
    expect(await gapsOf(scene, recording.id)).toEqual(gaps);
    expect(egress.starts).toHaveLength(4);

    const [report] = egress.reports;
    const post = (body: string, authorization: string) =>
      fetch(`${scene.server.url}/api/livekit/webhook`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/webhook+json', authorization },
      });
    const { body = '', authorization = '' } = report ?? {};
    const answers = await Promise.all([
      post(body, 'forged'),
      post(body.replace('egress_started', 'egress_ended'), authorization),
      post(body, authorization),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  it('[EGRESS-7] whose files come while the server is started anew are taken over by the next one', async () => {
    const recording = await recordAll(call);
    await written(4, 1000);
    const { promise, resolve } = Promise.withResolvers<void>();
    egress.completes = promise;
    await hangUp();
    expect(await recordingTold(lan, ({ status }) => status === 'ended')).toMatchObject({ id: recording.id });
    await scene.restart();
    egress.reportTo(reportOver(scene.server.url));
    expect((await segmentsOf(scene, recording.id)).filter(({ closed_at }) => closed_at !== null)).toEqual([]);
    resolve();
    expect(await filed(recording.id)).toHaveLength(4);
    expect(await gapsOf(scene, recording.id)).toEqual([]);
    expect(await readdir(egress.folder)).toEqual([]);
  });
});
