import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import {
  type ExportView,
  listAudit,
  type RecordingMarker,
  type RecordingShare,
  type SharedRecording,
} from '#protocol';
import { isChain } from '../../signaling/review/audit-chain.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let s: ReviewScene;

beforeAll(async () => {
  s = await startReviewScene();
}, 90_000);
afterAll(() => s.close());

const pathOf = (recordingId: string, rest = '') => `/api/recordings/${recordingId}${rest}`;

/** All tables in which something of a recording stands. */
async function tablesOfRecordings(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.name from sqlite_master t, pragma_table_info(t.name) c
    where t.type = 'table' and c.name = 'recording_id' and t.name != 'audit_log'`.execute(s.scene.server.db);
  return rows.map(({ name }) => name);
}

/** What is left of a recording: rows, and whether its folder is there. */
async function leftOf(recordingId: string): Promise<{ rows: number; folder: boolean }> {
  const { db, dataDir } = s.scene.server;
  const own = await db.selectFrom('recordings').select('id').where('id', '=', recordingId).execute();
  let rows = own.length;
  for (const table of await tablesOfRecordings()) {
    const { rows: found } = await sql`
      select 1 from ${sql.table(table)} where recording_id = ${recordingId}`.execute(db);
    rows += found.length;
  }
  const folder = await access(path.join(dataDir, 'recordings', recordingId)).then(
    () => true,
    () => false,
  );
  return { rows, folder };
}

/** What is made of a recording and said of it: a clip, an export, captions, a name for a moment. */
async function workOn(id: string, word: string): Promise<void> {
  const { durationMs } = (await s.owner.detail(id)).summary;
  const clip = { title: `clip ${word}`, fromMs: 0, untilMs: durationMs };
  await s.owner.ask('POST', pathOf(id, '/clips'), clip);
  await s.owner.ask('POST', pathOf(id, '/markers'), { at: 0, label: `marker ${word}` });
  await s.agent.ask('POST', pathOf(id, '/comments'), { at: 0, text: `comment ${word}` });
  const body = `WEBVTT\n\n00:00.100 --> 00:00.500\n<v lan 兰>caption ${word}\n`;
  const captions = pathOf(id, '/captions?language=en');
  expect((await s.owner.file(captions, {}, { method: 'POST', body })).status).toBe(200);
  const { export: made } = await s.owner.ask<{ export: ExportView }>('POST', pathOf(id, '/exports'), {
    layout: 'focus',
  });
  await waitUntil(async () => {
    const { export: state } = await s.owner.ask<{ export: ExportView }>('GET', `/api/exports/${made.id}`);
    return state.status === 'done' || `${state.status} ${state.progress}`;
  }, 60_000);
}

/** Whether a word stands in any file of the store. */
async function stands(word: string): Promise<boolean> {
  const { dataDir } = s.scene.server;
  const names = (await readdir(dataDir)).filter((name) => name.startsWith('kanhuo.sqlite'));
  const files = await Promise.all(names.map((name) => readFile(path.join(dataDir, name))));
  return files.some((file) => file.includes(word));
}

const auditOf = async () => listAudit.output.parse(await s.owner.ask('GET', '/api/audit'));

describe('links', () => {
  it('[REV-10] show a recording to whoever has one, until it expires or is taken back', async () => {
    const add = (hours: number) =>
      s.supervisor.ask<{ share: RecordingShare; path: string }>('POST', pathOf(s.recordingId, '/shares'), {
        hours,
      });
    const seam = { at: 0, label: 'The team looks here', kind: 'chapter' };
    const { marker } = await s.owner.ask<{ marker: RecordingMarker }>(
      'POST',
      pathOf(s.recordingId, '/markers'),
      seam,
    );
    await s.owner.ask('PUT', pathOf(s.recordingId, '/hold'), { legalHold: true });
    const tokenOf = (address: string) => address.split('/').at(-1) ?? '';
    const [first, second] = [await add(1), await add(48)];
    const [short, long] = [tokenOf(first.path), tokenOf(second.path)];
    const stored = await s.scene.server.db.selectFrom('recording_shares').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(short);

    const read = (token: string) => `/api/shared-recordings/${token}`;
    const { recording } = await s.nobody.ask<{ recording: SharedRecording }>('GET', read(short));
    expect(recording.tracks).toHaveLength(4);
    expect(recording).not.toHaveProperty('comments');
    expect(recording.summary).toMatchObject({ markers: [], comments: 0, legalHold: false });
    expect(recording.events.filter(({ type }) => type === 'marker' || type === 'chapter')).toEqual([]);
    expect(JSON.stringify(recording)).not.toContain(seam.label);
    await s.owner.ask('PUT', pathOf(s.recordingId, '/hold'), { legalHold: false });
    await s.owner.ask('DELETE', pathOf(s.recordingId, `/markers/${marker.id}`));
    const url = recording.tracks[0]?.segments[0]?.url ?? '';
    expect((await s.nobody.file(url)).status).toBe(200);
    expect((await s.nobody.file(url.replace(first.share.id, second.share.id))).status).toBe(403);
    expect(await s.nobody.refused('GET', read(`${short}x`))).toBe('not_found');

    s.scene.clock.advance(2 * HOUR_MS);
    expect(await s.nobody.refused('GET', read(short))).toBe('not_found');
    expect((await s.nobody.file(url)).status).toBe(403);
    const later = await s.nobody.ask<{ recording: SharedRecording }>('GET', read(long));
    const laterUrl = later.recording.tracks[0]?.segments[0]?.url ?? '';
    await s.owner.ask('DELETE', pathOf(s.recordingId, `/shares/${second.share.id}`));
    expect(await s.nobody.refused('GET', read(long))).toBe('not_found');
    expect((await s.nobody.file(laterUrl)).status).toBe(403);
    expect((await s.owner.detail(s.recordingId)).shares.map(({ revoked }) => revoked)).toEqual([false, true]);
    expect((await s.agent.detail(s.recordingId)).shares).toEqual([]);
  });
});

describe('keeping', () => {
  it('[REV-11] a held recording is not deleted; a free one is gone from the disk and the store', async () => {
    const id = await s.record();
    const word = 'quillworkish';
    await workOn(id, word);
    const files = await readdir(path.join(s.scene.server.dataDir, 'recordings', id));
    for (const kind of [/^poster\.jpg$/, /^export-.*\.mp4$/, /^clip-/, /\.webm$/, /\.levels$/, /\.jsonl$/]) {
      expect(
        files.some((name) => kind.test(name)),
        `${kind}`,
      ).toBe(true);
    }
    expect(await s.owner.list({ q: word })).toHaveLength(1);
    expect(await stands(word)).toBe(true);
    const url = (await s.owner.detail(id)).tracks[0]?.segments[0]?.url ?? '';
    await s.owner.ask('PUT', pathOf(id, '/hold'), { legalHold: true });
    expect(await s.owner.refused('DELETE', pathOf(id))).toBe('on_hold');
    expect(await leftOf(id)).toMatchObject({ folder: true });
    expect((await s.owner.file(url)).status).toBe(200);

    await s.owner.ask('PUT', pathOf(id, '/hold'), { legalHold: false });
    await s.owner.ask('DELETE', pathOf(id));
    expect(await leftOf(id)).toEqual({ rows: 0, folder: false });
    expect((await s.owner.file(url)).status).toBe(404);
    expect(await s.owner.list({ q: word })).toEqual([]);
    expect(await stands(word)).toBe(false);
    expect(await s.owner.refused('GET', pathOf(id))).toBe('not_found');
    const { entries, intact } = await auditOf();
    expect(entries.filter(({ recordingId }) => recordingId === id).map(({ action }) => action)).toEqual([
      'delete',
      'release',
      'hold',
      'export',
      'captions',
      'export',
      'look',
    ]);
    expect(intact).toBe(true);
  }, 90_000);

  it("[REV-12] what has lain for the shop's time is deleted by itself, but not what is held", async () => {
    const held = await s.record();
    await s.owner.ask('PUT', pathOf(held, '/hold'), { legalHold: true });
    await s.scene.server.db.updateTable('shops').set({ retention_days: 7 }).execute();
    s.scene.clock.advance(6 * DAY_MS);
    await s.scene.restart();
    expect(await leftOf(s.recordingId)).toMatchObject({ folder: true });
    s.scene.clock.advance(2 * DAY_MS);
    await s.scene.restart();
    await waitUntil(async () => !(await leftOf(s.recordingId)).folder || 'the folder is there');
    expect((await leftOf(s.recordingId)).rows).toBe(0);
    expect(await leftOf(held)).toMatchObject({ folder: true });
    const owner = await s.reviewer('demo:owner');
    const { entries } = listAudit.output.parse(await owner.ask('GET', '/api/audit'));
    expect(entries[0]).toMatchObject({ action: 'expire', recordingId: s.recordingId, member: null });
  });
});

describe('the audit log', () => {
  it('[REV-13] holds every look, is read by the owner alone, and shows when a line was changed or taken out', async () => {
    const { db } = s.scene.server;
    const [owner, supervisor, foreign] = [
      await s.reviewer('demo:owner'),
      await s.reviewer('demo:shu'),
      await s.reviewer('other:bo'),
    ];
    const page = async () => listAudit.output.parse(await owner.ask('GET', '/api/audit'));
    const [left] = await owner.list();
    const before = (await page()).entries.length;
    await owner.detail(left?.id ?? '');
    await owner.detail(left?.id ?? '');
    await supervisor.detail(left?.id ?? '');
    const { entries, intact } = await page();
    expect(intact).toBe(true);
    expect(entries.length - before).toBe(2);
    expect(entries[0]).toMatchObject({ action: 'look', recordingId: left?.id, member: { name: 'shu' } });
    expect(await supervisor.refused('GET', '/api/audit')).toBe('forbidden');
    expect(listAudit.output.parse(await foreign.ask('GET', '/api/audit')).entries).toEqual([]);

    const rows = await db.selectFrom('audit_log').selectAll().orderBy('seq').execute();
    expect(isChain(rows)).toBe(true);
    for (let index = 0; index < rows.length; index += 1) {
      expect(isChain(rows.map((row, at) => (at === index ? { ...row, at: row.at + 1 } : row)))).toBe(false);
    }
    expect(isChain(rows.toSpliced(1, 1))).toBe(false);
    const leafed = async () =>
      listAudit.output.parse(await owner.ask('GET', '/api/audit?action=look')).intact;
    expect(await leafed()).toBe(true);
    const midst = rows.find(({ seq }) => seq === 2);
    const detailIs = (detail: string) =>
      db.updateTable('audit_log').set({ detail }).where('seq', '=', 2).execute();
    await detailIs('other');
    expect((await page()).intact).toBe(false);
    await detailIs(midst?.detail ?? '');
    expect((await page()).intact).toBe(true);
    const last = rows.at(-1)?.seq ?? 0;
    await db.deleteFrom('audit_log').where('seq', '=', last).execute();
    expect(await leafed()).toBe(false);
    expect((await page()).intact).toBe(false);
  });
});
