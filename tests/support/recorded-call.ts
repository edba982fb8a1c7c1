import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CallKind, Consent, FactData, RecordingView, TrackSource } from '#protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../../signaling/db/schema.ts';
import { type CallScene, changedTo, joinedCall, ring } from './call-scene.ts';
import type { MemberClient, TestClient, VisitorClient } from './client.ts';
import { joinByBrowser } from './media/call-page.ts';
import type { MediaClient, MediaClients } from './media/media-client.ts';
import { waitUntil } from './wait-until.ts';

const run = promisify(execFile);

/** Where a service keeps what it records. */
export interface Stored {
  readonly server: { readonly db: Kysely<Database>; readonly dataDir: string };
}

/** A call that was answered, and its two. */
export interface MadeCall {
  readonly callId: string;
  readonly conversationId: string;
  readonly buyer: VisitorClient;
  readonly agent: MemberClient;
  close(): Promise<void>;
}

/** One whose media comes from a real browser. */
export interface SeenCall extends MadeCall {
  readonly pages: { readonly buyer: MediaClient; readonly agent: MediaClient };
}

export const ALL: Consent = { voice: true, picture: true, screen: true };
export const NOTHING: Consent = { voice: false, picture: false, screen: false };
/** The smallest picture of which Chromium still sends the two sizes of a camera: half of the work for every encoder. */
const SMALL_WIDTH = 480;
export const WORDING = 'May the shop keep a recording of this call?';

/** A call in which both sides send sound and picture, without a browser. */
export async function playedCall(
  scene: Pick<CallScene, 'join'>,
  buyer: VisitorClient,
  agent: MemberClient,
): Promise<MadeCall> {
  const { call, media } = await joinedCall(scene, buyer, agent);
  await Promise.all(media.map((one) => one.publish()));
  return {
    callId: call.id,
    conversationId: call.conversationId,
    buyer,
    agent,
    async close() {
      for (const one of media) one.close();
    },
  };
}

/** A call in which both sides send sound and picture from a page. */
export async function seenCall(
  clients: Pick<MediaClients, 'create'>,
  buyer: VisitorClient,
  agent: MemberClient,
  { kind = 'video', simulcast = false }: { kind?: CallKind; simulcast?: boolean } = {},
): Promise<SeenCall> {
  const { call, grant } = await ring(buyer, kind);
  const offer = await agent.next('call:offered', (fact) => fact.call.id === call.id);
  const pages = {
    buyer: await joinByBrowser(clients, buyer, call.id, grant),
    agent: await joinByBrowser(clients, agent, call.id, offer.grant),
  };
  await agent.command('call:answer', { callId: call.id });
  for (const page of [pages.buyer, pages.agent]) {
    await page.publish('microphone');
    await page.publish('camera', { simulcast }, simulcast ? undefined : SMALL_WIDTH);
  }
  await changedTo(buyer, call.id, 'active');
  await pages.buyer.sees();
  return {
    callId: call.id,
    conversationId: call.conversationId,
    buyer,
    agent,
    pages,
    async close() {
      await Promise.all([pages.buyer.close(), pages.agent.close()]);
    },
  };
}

/** Answers the question as somebody in the call. */
export async function allow(client: TestClient, callId: string, consent: Consent): Promise<RecordingView> {
  const input = { callId, consent, wording: WORDING, language: 'en' } as const;
  return (await client.command('recording:consent', input)).recording;
}

/** Starts a recording to which both say yes. */
export async function recordAll({ agent, buyer, callId }: MadeCall): Promise<RecordingView> {
  await agent.command('recording:start', { callId });
  await allow(buyer, callId, ALL);
  return allow(agent, callId, ALL);
}

/** The recording as it is told when it fits. */
export async function recordingTold(
  client: TestClient,
  fits: (recording: RecordingView) => boolean,
): Promise<RecordingView> {
  const isIt = ({ recording }: FactData<'recording:changed'>) => fits(recording);
  return (await client.next('recording:changed', isIt)).recording;
}

/** Segments of a recording, oldest first. */
export async function segmentsOf(scene: Stored, recordingId: string) {
  return scene.server.db
    .selectFrom('recording_segments')
    .selectAll()
    .where('recording_id', '=', recordingId)
    .orderBy('id')
    .execute();
}

/** Why something is missing in a recording, one word per gap. */
export async function gapsOf(stored: Stored, recordingId: string): Promise<string[]> {
  const rows = await stored.server.db
    .selectFrom('recording_events')
    .select('data')
    .where('recording_id', '=', recordingId)
    .where('type', '=', 'gap')
    .execute();
  return rows.map(({ data }) => (JSON.parse(data) as { reason: string }).reason);
}

/** The files of the segments that are closed, and how long they play. */
export async function played(stored: Stored, recordingId: string): Promise<number[]> {
  const closed = (await segmentsOf(stored, recordingId)).filter(({ closed_at }) => closed_at !== null);
  const folder = path.join(stored.server.dataDir, 'recordings', recordingId);
  return Promise.all(
    closed.map(async ({ file }) => {
      const args = ['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
      const { stdout } = await run('ffprobe', [...args, path.join(folder, file ?? '')]);
      return Number.parseFloat(stdout.trim().split('\n').at(-1) ?? '');
    }),
  );
}

/** Waits until so many segments of a recording are being written. */
export async function writing(scene: Stored, recordingId: string, tracks: number): Promise<void> {
  await waitUntil(async () => {
    const open = (await segmentsOf(scene, recordingId)).filter(
      (segment) => segment.closed_at === null && segment.started_at !== null,
    );
    return open.length === tracks || open.map(({ side, source }) => `${side} ${source}`).join(', ');
  });
}

/** The key of a track in assertions. */
export const named = ({ side, source }: { side: string; source: TrackSource }) => `${side} ${source}`;

/** Waits until so much of every voice in a recording is known to be written. */
export async function heardFor(scene: Stored, recordingId: string, ms: number): Promise<void> {
  const folder = path.join(scene.server.dataDir, 'recordings', recordingId);
  const voices = (await segmentsOf(scene, recordingId)).filter(({ source }) => source === 'microphone');
  await waitUntil(async () => {
    const sizes = await Promise.all(
      voices.map(({ id }) =>
        stat(path.join(folder, `${id}.levels`)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return sizes.every((size) => size * 100 >= ms) || `levels of ${sizes.join(', ')} steps`;
  });
}

/** Waits until every track of a recording that is being written has been so for that long. */
export async function allFor(scene: Stored, recordingId: string, ms: number): Promise<void> {
  await waitUntil(async () => {
    const open = (await segmentsOf(scene, recordingId)).filter(({ closed_at }) => closed_at === null);
    const youngest = Math.max(...open.map(({ started_at }) => started_at ?? Infinity));
    return Date.now() - youngest > ms || `the youngest began at ${youngest}`;
  });
}
