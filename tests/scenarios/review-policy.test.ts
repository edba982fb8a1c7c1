import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, RecordingRights, RecordingSettings } from '#protocol';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { recordingTold } from '../support/recorded-call.ts';

let s: ReviewScene;
let usual: RecordingSettings;

beforeAll(async () => {
  s = await startReviewScene();
  usual = (await s.owner.ask<{ settings: RecordingSettings }>('GET', SETTINGS)).settings;
}, 90_000);
afterAll(() => s.close());

const SETTINGS = '/api/recording-settings';
const one = () => `/api/recordings/${s.recordingId}`;
const NONE = { see: 'none', share: false, export: false, delete: false } as const;

async function auditOf(query: string): Promise<AuditEntry[]> {
  return (await s.owner.ask<{ entries: AuditEntry[] }>('GET', `/api/audit?${query}`)).entries;
}
const put = (settings: Partial<RecordingSettings>) =>
  s.owner.ask<{ settings: RecordingSettings }>('PUT', SETTINGS, { ...usual, ...settings });

describe('what the owner decides about recordings', () => {
  it('[REV-50] recording by itself, time, words and rights by role are the owner’s, and each change is noted', async () => {
    expect(usual).toMatchObject({ automatic: false, retentionDays: 90, reason: null });
    for (const other of [s.supervisor, s.agent, s.visitor]) {
      expect(await other.refused('GET', SETTINGS)).toBe('forbidden');
      expect(await other.refused('PUT', SETTINGS, usual)).toBe('forbidden');
    }
    const rights: RecordingRights = {
      supervisor: { see: 'all', share: false, export: false, delete: true },
      agent: { see: 'all', share: true, export: false, delete: false },
    };
    const { settings } = await put({ retentionDays: 7, rights });
    expect(settings).toEqual({ ...usual, retentionDays: 7, rights });

    const { may, summary } = await s.otherAgent.detail(s.recordingId);
    expect(may).toEqual({
      comment: true,
      share: true,
      export: false,
      hold: false,
      delete: false,
      rights: false,
    });
    expect((summary.expiresAt ?? 0) - summary.startedAt - summary.durationMs).toBe(7 * 86_400_000);
    expect(await s.supervisor.refused('POST', `${one()}/exports`, { layout: 'focus' })).toBe('forbidden');
    expect((await s.foreign.list()).length).toBe(0);
    const [change] = await auditOf('action=settings');
    expect(change).toMatchObject({ recordingId: null, member: { id: expect.any(String) } });
    expect(JSON.parse(change?.detail ?? '')).toEqual({ ...usual, retentionDays: 7, rights });

    await put({ rights: { ...rights, agent: NONE } });
    expect(await s.agent.list()).toEqual([]);
    expect(await s.agent.refused('GET', one())).toBe('not_found');
    await put({});
    expect((await s.agent.list()).length).toBe(1);
    expect(await s.otherAgent.list()).toEqual([]);
  });

  it('[REV-51] one recording has rights of its own: whom it is hidden from neither lists, opens nor plays it', async () => {
    const path = `${one()}/rights`;
    const address = (await s.supervisor.detail(s.recordingId)).tracks[0]?.segments[0]?.url ?? '';
    expect((await s.supervisor.file(address)).status).toBe(200);
    expect(await s.supervisor.refused('PUT', path, { own: null })).toBe('forbidden');

    const own: RecordingRights = { supervisor: NONE, agent: { ...NONE, see: 'all', export: true } };
    expect(await s.owner.ask('PUT', path, { own })).toEqual({ own, shop: usual.rights });
    expect(await s.supervisor.list()).toEqual([]);
    expect(await s.supervisor.refused('GET', one())).toBe('not_found');
    expect((await s.supervisor.file(address)).status).toBe(404);
    expect((await s.otherAgent.detail(s.recordingId)).may.export).toBe(true);
    expect((await s.owner.detail(s.recordingId)).may).toMatchObject({ delete: true, rights: true });

    await s.owner.ask('PUT', path, { own: null });
    expect((await s.supervisor.list()).length).toBe(1);
    expect(await s.otherAgent.refused('GET', one())).toBe('not_found');
    expect((await auditOf(`action=rights&recording=${s.recordingId}`)).length).toBe(2);
  });

  it('[REV-52] the log is asked by who, what, when and which, and saved as CSV and JSON by the owner alone', async () => {
    await s.supervisor.detail(s.recordingId);
    const all = await auditOf('');
    const looks = await auditOf('action=look');
    expect(looks.length).toBeGreaterThan(1);
    const [look] = looks;
    const byOne = await auditOf(`action=look&member=${look?.member?.id}&recording=${s.recordingId}`);
    expect(byOne.every(({ member }) => member?.id === look?.member?.id)).toBe(true);
    expect(byOne.length).toBeLessThan(looks.length);
    expect(await auditOf(`from=${(look?.at ?? 0) + 1}&action=look`)).toEqual([]);
    expect((await auditOf(`to=${(look?.at ?? 0) + 1}&action=look`)).length).toBe(looks.length);

    const json = await s.owner.file('/api/audit/file?format=json');
    expect(json.headers.get('content-disposition')).toMatch(/attachment; filename=audit-.*\.json/);
    const saved = (await json.json()) as { intact: boolean; entries: AuditEntry[] };
    expect(saved.intact).toBe(true);
    expect(saved.entries.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toReversed());
    const csv = await (await s.owner.file('/api/audit/file?format=csv&action=settings')).text();
    const lines = csv.trim().split('\r\n');
    expect(lines[0]).toMatch(/seq,time,member,member_id,action,recording_id,detail,hash$/);
    expect(lines.length).toBe(1 + (await auditOf('action=settings')).length);
    expect(lines[1]).toContain('""retentionDays"":7');
    for (const other of [s.supervisor, s.agent]) {
      expect((await other.file('/api/audit/file?format=csv')).status).toBe(403);
    }
  });

  it('[CONS-20] the shop’s own words on why it records go to both sides, and every call is asked about when it is set', async () => {
    const reason = {
      en: 'We look at calls again when something is disputed.',
      zh: '发生争议时我们会回看通话。',
    };
    await put({ automatic: true, reason });
    const { callId } = await s.scene.activeCall(s.buyer, s.lan);
    for (const side of [s.buyer, s.lan]) {
      const recording = await recordingTold(side, (told) => told.callId === callId);
      expect(recording).toMatchObject({ status: 'asking', reason });
    }
    await s.buyer.command('call:hangUp', { callId });
    await put({});
  });
});
