import { execFileSync } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Clip,
  type ExportView,
  listAudit,
  type RecordingComment,
  type RecordingMarker,
} from '#protocol';
import { newId } from '../../signaling/db/ids.ts';
import { createAuditLog } from '../../signaling/review/audit-log.ts';
import { Removal } from '../../signaling/review/removal.ts';
import { createReviewStore } from '../../signaling/review/review.store.ts';
import { changedTo } from '../support/call-scene.ts';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { startSpeechServer, type SpeechServer } from '../support/speech-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const root = process.getuid?.() === 0 && process.platform === 'linux';
const YEAR_MS = 365 * 24 * 3_600_000;

let s: ReviewScene;
let service: SpeechServer;

beforeAll(async () => {
  service = await startSpeechServer(() => ({ language: 'en', segments: [] }));
  service.refuse(503, Infinity);
  s = await startReviewScene({ SPEECH_URL: service.url, SPEECH_MODEL: 'any', LOG_LEVEL: 'fatal' });
}, 90_000);
afterAll(async () => {
  await s.close();
  await service.close();
});

const pathOf = (recordingId: string, rest = '') => `/api/recordings/${recordingId}${rest}`;
const folderOf = (recordingId: string) => path.join(s.scene.server.dataDir, 'recordings', recordingId);
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Recordings as the first, with a folder each, that ended so long ago. */
async function addOld(count: number, agoMs: number): Promise<string[]> {
  const { db } = s.scene.server;
  const model = await db
    .selectFrom('recordings')
    .selectAll()
    .where('id', '=', s.recordingId)
    .executeTakeFirstOrThrow();
  const rows = Array.from({ length: count }, () => ({
    ...model,
    id: newId(),
    ended_at: s.scene.clock.now() - agoMs,
  }));
  await db.insertInto('recordings').values(rows).execute();
  for (const { id } of rows) await mkdir(folderOf(id), { recursive: true });
  return rows.map(({ id }) => id);
}

/** The look that the service takes every hour, over its own store.
 *  @param stuck one that cannot be deleted */
function hourlyLook(stuck?: string): { sweep(): Promise<void>; batches: number[] } {
  const { db, dataDir } = s.scene.server;
  const store = createReviewStore(db);
  const batches: number[] = [];
  const removal = new Removal({
    db,
    store: {
      ...store,
      async expired(now, after, most) {
        const found = await store.expired(now, after, most);
        batches.push(found.length);
        return found;
      },
    },
    audit: createAuditLog(db, s.scene.clock.now),
    recordingsDir: path.join(dataDir, 'recordings'),
    async abandon(recordingId) {
      if (recordingId === stuck) throw new Error('not this one');
    },
    batch: 2,
    log: pino({ level: 'silent' }),
    now: s.scene.clock.now,
  });
  return { sweep: () => removal.sweep(), batches };
}

const known = async (ids: readonly string[]) => [
  ...(await createReviewStore(s.scene.server.db).existing(ids)),
];

describe('retention', () => {
  it('[REV-12] takes all whose time is over, few at a time, also past one that cannot be deleted', async () => {
    const { db } = s.scene.server;
    const old = await addOld(7, YEAR_MS);
    const [fresh] = await addOld(1, 1000);
    await db.updateTable('shops').set({ retention_days: 30 }).execute();
    const stuck = old[2] ?? '';
    const { sweep, batches } = hourlyLook(stuck);
    await sweep();
    expect(batches).toEqual([2, 2, 2, 1, 0]);
    expect(await known([...old, fresh ?? '', s.recordingId])).toEqual(
      expect.arrayContaining([stuck, fresh, s.recordingId]),
    );
    expect(await known(old)).toEqual([stuck]);
    expect(await isThere(folderOf(old[0] ?? ''))).toBe(false);
    const next = hourlyLook();
    await next.sweep();
    expect(await known(old)).toEqual([]);
    const { entries } = listAudit.output.parse(await s.owner.ask('GET', '/api/audit?action=expire'));
    expect(entries).toHaveLength(old.length);
    expect(new Set(entries.map(({ recordingId }) => recordingId))).toEqual(new Set(old));
    await db.updateTable('shops').set({ retention_days: 0 }).execute();
  });
});

describe('a deletion', () => {
  it('[REV-11] that is refused leaves what is being made of the recording', async () => {
    const id = s.recordingId;
    await s.owner.ask('PUT', pathOf(id, '/hold'), { legalHold: true });
    await s.owner.ask('POST', pathOf(id, '/speech'), {});
    const { export: made } = await s.owner.ask<{ export: ExportView }>('POST', pathOf(id, '/exports'), {
      layout: 'focus',
    });
    expect(await s.owner.refused('DELETE', pathOf(id))).toBe('on_hold');
    expect((await s.owner.detail(id)).speech).not.toBeNull();
    await waitUntil(async () => {
      const { export: state } = await s.owner.ask<{ export: ExportView }>('GET', `/api/exports/${made.id}`);
      return state.status === 'done' || `${state.status} ${state.progress}`;
    }, 60_000);
    await s.owner.ask('PUT', pathOf(id, '/hold'), { legalHold: false });
  }, 90_000);

  it('[REV-11] waits for what is being made: nothing of it is left afterwards', async () => {
    const id = await s.record();
    const { durationMs } = (await s.owner.detail(id)).summary;
    const clip = s.owner.refused('POST', pathOf(id, '/clips'), {
      title: 'c',
      fromMs: 0,
      untilMs: durationMs,
    });
    const clipped = clip.catch(() => 'cut');
    await s.owner.ask('POST', pathOf(id, '/exports'), { layout: 'focus' });
    await s.owner.ask('DELETE', pathOf(id));
    await clipped;
    expect(await known([id])).toEqual([]);
    expect(await isThere(folderOf(id))).toBe(false);
  }, 60_000);

  it.skipIf(!root)('[REV-11] whose files stay is noted all the same, and ended within the hour', async () => {
    const [id = ''] = await addOld(1, 1000);
    const busy = path.join(folderOf(id), 'busy');
    await mkdir(busy);
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', busy]);
    try {
      await writeFile(path.join(busy, 'picture'), 'picture');
      expect(await s.owner.refused('DELETE', pathOf(id))).toBe('internal');
      expect(await known([id])).toEqual([]);
    } finally {
      execFileSync('umount', [busy]);
    }
    const { entries } = listAudit.output.parse(await s.owner.ask('GET', '/api/audit?action=delete'));
    expect(entries[0]).toMatchObject({ recordingId: id, member: { name: expect.any(String) as string } });
    await hourlyLook().sweep();
    expect(await isThere(folderOf(id))).toBe(false);
  });
});

describe('a hold', () => {
  it('[REV-64] keeps markers, comments, captions and clips as they are; without one their end is noted', async () => {
    const id = await s.record();
    const { durationMs } = (await s.owner.detail(id)).summary;
    const { marker } = await s.agent.ask<{ marker: RecordingMarker }>('POST', pathOf(id, '/markers'), {
      at: 0,
      label: 'the scratch',
    });
    const { comment } = await s.agent.ask<{ comment: RecordingComment }>('POST', pathOf(id, '/comments'), {
      at: 0,
      text: 'here',
    });
    const { clip } = await s.agent.ask<{ clip: Clip }>('POST', pathOf(id, '/clips'), {
      title: 'The scratch',
      fromMs: 0,
      untilMs: durationMs,
    });
    const body = 'WEBVTT\n\n00:00.100 --> 00:00.500\nhere\n';
    const brought = () => s.agent.file(pathOf(id, '/captions?language=en'), {}, { method: 'POST', body });
    expect((await brought()).status).toBe(200);
    const [captions] = (await s.agent.detail(id)).captions;
    const all = [
      pathOf(id, `/markers/${marker.id}`),
      pathOf(id, `/comments/${comment.id}`),
      pathOf(id, `/captions/${captions?.id ?? ''}`),
      `/api/clips/${clip.id}`,
    ];
    await s.owner.ask('PUT', pathOf(id, '/hold'), { legalHold: true });
    for (const who of [s.agent, s.owner]) {
      for (const one of all) expect(await who.refused('DELETE', one), one).toBe('on_hold');
      const other = { label: 'no scratch', kind: 'moment' };
      expect(await who.refused('PUT', all[0] ?? '', other)).toBe('on_hold');
    }
    expect((await brought()).status).toBe(409);
    const held = await s.agent.detail(id);
    expect(held.captions.map((one) => one.id)).toEqual([captions?.id]);
    expect(held.summary).toMatchObject({ comments: 1 });

    await s.owner.ask('PUT', pathOf(id, '/hold'), { legalHold: false });
    for (const one of all) await s.agent.ask('DELETE', one);
    const { entries } = listAudit.output.parse(await s.owner.ask('GET', `/api/audit?recording=${id}`));
    expect(entries.slice(0, 4).map(({ action, detail }) => `${action} ${detail}`)).toEqual([
      `delete clip ${clip.id}`,
      'captions removed, en',
      `delete comment ${comment.id}`,
      `delete marker ${marker.id}`,
    ]);
  }, 60_000);
});

it('[CONS-23] a recording in which nothing was recorded is gone with its call, whatever was written on it', async () => {
  const { call, callId } = await s.scene.activeCall(s.buyer, s.lan);
  const { recording } = await s.lan.command('recording:start', { callId });
  await s.owner.ask('POST', pathOf(recording.id, '/comments'), { at: 0, text: 'live' });
  await s.owner.ask('POST', pathOf(recording.id, '/markers'), { at: 0, label: 'live' });
  await s.owner.ask('POST', pathOf(recording.id, '/shares'), { hours: 1 });
  await mkdir(folderOf(recording.id), { recursive: true });
  await s.buyer.command('call:hangUp', { callId });
  await changedTo(s.lan, call.id, 'ended');
  await waitUntil(async () => (await known([recording.id])).length === 0 || 'the recording is there');
  await waitUntil(async () => !(await isThere(folderOf(recording.id))) || 'its folder is there');
});
