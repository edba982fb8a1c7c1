import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AgentFigures,
  type AuditEntry,
  type CallFigures,
  type Clip,
  getClip,
  getSharedRecording,
  listAgentFigures,
  listScores,
  listScoreSheets,
  type OpenedCollection,
  type RecordingScores,
  type ScoreSheet,
} from '#protocol';
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { RefusedError } from '../support/client.ts';
import type { ReviewClient } from '../support/review-client.ts';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';

const DAY_MS = 24 * 3_600_000;

let s: ReviewScene;

beforeAll(async () => {
  s = await startReviewScene();
}, 90_000);
afterAll(() => s.close());

const pathOf = (rest = '') => `/api/recordings/${s.recordingId}${rest}`;

describe('score sheets', () => {
  const GREETING = { title: 'Greeting', weight: 1, scale: 5 };
  const GOODS = { title: 'Shows the goods', hint: '2: front, back and flaws', weight: 3, scale: 2 };

  const sheets = async (by: ReviewClient): Promise<ScoreSheet[]> =>
    listScoreSheets.output.parse(await by.ask('GET', '/api/score-sheets')).sheets;
  const scores = async (by: ReviewClient): Promise<RecordingScores> =>
    listScores.output.parse(await by.ask('GET', pathOf('/scores')));
  const marks = (sheet: Pick<ScoreSheet, 'criteria'>, ...points: (number | null)[]) =>
    sheet.criteria.map(({ id }, index) => ({
      criterionId: id,
      points: points[index] ?? null,
      comment: `about ${index}`,
    }));

  it('[REV-30] are designed by the owner alone', async () => {
    const design = { title: 'First impression', criteria: [GREETING, GOODS] };
    for (const by of [s.supervisor, s.agent]) {
      expect(await by.refused('POST', '/api/score-sheets', design)).toBe('forbidden');
    }
    await s.owner.ask('POST', '/api/score-sheets', design);
    const [sheet] = await sheets(s.supervisor);
    expect(sheet).toMatchObject({ title: 'First impression', version: 1, archived: false, scores: 0 });
    expect(sheet?.criteria).toMatchObject([GREETING, GOODS]);
    expect(await s.agent.refused('GET', '/api/score-sheets')).toBe('forbidden');
    expect(await sheets(s.foreign)).toEqual([]);
    const path = `/api/score-sheets/${sheet?.sheetId ?? ''}`;
    expect(await s.foreign.refused('PUT', path, design)).toBe('not_found');
  });

  it('[REV-31] a recording is scored by supervisors and the owner, each once by a sheet; its agent reads it', async () => {
    const [sheet] = await sheets(s.owner);
    if (!sheet) throw new Error('There is no sheet.');
    const { versionId } = sheet;
    const put = { versionId, marks: marks(sheet, 5, 0) };
    await s.supervisor.ask('PUT', pathOf('/scores'), put);
    await s.supervisor.ask('PUT', pathOf('/scores'), { versionId, marks: marks(sheet, 5, 1) });
    await s.owner.ask('PUT', pathOf('/scores'), { versionId, marks: marks(sheet, 4, null) });
    const read = await scores(s.agent);
    expect(read.scores.map(({ total }) => total)).toEqual([0.8, 0.625]);
    expect(read.scores[1]).toMatchObject({ author: { name: 'shu' }, mine: false });
    expect(read.scores[1]?.marks).toMatchObject([
      { points: 5, comment: 'about 0' },
      { points: 1, comment: 'about 1' },
    ]);
    expect(read.sheets).toEqual([]);
    expect(await s.agent.refused('PUT', pathOf('/scores'), put)).toBe('forbidden');
    for (const by of [s.foreign, s.otherAgent]) {
      expect(await by.refused('PUT', pathOf('/scores'), put)).toBe('not_found');
      expect(await by.refused('GET', pathOf('/scores'))).toBe('not_found');
    }
    const tooMany = { versionId, marks: marks(sheet, 6, 2) };
    expect(await s.owner.refused('PUT', pathOf('/scores'), tooMany)).toBe('invalid_input');
  });

  it('[REV-32] a sheet that was scored on is changed as a new version; the scores keep theirs', async () => {
    const [before] = await sheets(s.owner);
    if (!before) throw new Error('There is no sheet.');
    const [greeting] = before.criteria;
    const design = { title: 'Second impression', criteria: [{ ...greeting, weight: 2 }] };
    await s.owner.ask('PUT', `/api/score-sheets/${before.sheetId}`, design);
    await s.owner.ask('PUT', `/api/score-sheets/${before.sheetId}`, { ...design, title: 'Impression' });
    const [after] = await sheets(s.owner);
    expect(after).toMatchObject({ title: 'Impression', version: 2, scores: 2 });
    expect(after?.criteria).toEqual([{ ...greeting, weight: 2 }]);
    const read = await scores(s.supervisor);
    expect(read.scores.every(({ sheet }) => sheet.title === 'First impression')).toBe(true);
    expect(read.sheets).toMatchObject([{ version: 2 }]);
  });

  it('[REV-32] one that was scored on is archived, not deleted; one that was not is deleted', async () => {
    const [used] = await sheets(s.owner);
    const path = `/api/score-sheets/${used?.sheetId ?? ''}`;
    expect(await s.owner.refused('DELETE', path)).toBe('conflict');
    await s.owner.ask('PUT', `${path}/archived`, { archived: true });
    const read = await scores(s.supervisor);
    expect([read.scores.length, read.sheets.length]).toEqual([2, 0]);
    const late = { versionId: used?.versionId, marks: marks(used ?? { criteria: [] }, 5) };
    expect(await s.supervisor.refused('PUT', pathOf('/scores'), late)).toBe('not_found');
    await s.owner.ask('PUT', `${path}/archived`, { archived: false });
    const design = { title: 'A mistake', criteria: [GREETING] };
    const { sheet } = await s.owner.ask<{ sheet: ScoreSheet }>('POST', '/api/score-sheets', design);
    await s.owner.ask('DELETE', `/api/score-sheets/${sheet.sheetId}`);
    expect((await sheets(s.owner)).map(({ title }) => title)).toEqual(['Impression']);
  });

  it('[REV-31] one takes away the score that one wrote, the owner also others', async () => {
    const [owners, supervisors] = (await scores(s.owner)).scores;
    const path = (id: string | undefined) => pathOf(`/scores/${id ?? ''}`);
    expect(await s.supervisor.refused('DELETE', path(owners?.id))).toBe('forbidden');
    expect(await s.agent.refused('DELETE', path(supervisors?.id))).toBe('forbidden');
    await s.owner.ask('DELETE', path(owners?.id));
    expect((await scores(s.owner)).scores.map(({ id }) => id)).toEqual([supervisors?.id]);
  });
});

describe('what the buyer thought', () => {
  const rate = (by: { command: ReviewScene['buyer']['command'] }, callId: string, stars: number) =>
    by.command('call:rate', { callId, stars, words: 'Showed every seam' });

  it('[REV-38] [REV-2] is said once, by the buyer of the call, after it; both find it in their conversation, the shop with the recording', async () => {
    const [before] = await s.owner.list();
    const callId = before?.callId ?? '';
    const stranger = await s.scene.buyer();
    await expect(rate(stranger, callId, 1)).rejects.toMatchObject({ code: 'not_found' });
    const told = s.lan.next('chat:messageAdded', ({ message }) => message.body.kind === 'rating');
    await rate(s.buyer, callId, 4);
    expect((await told).message.body).toMatchObject({ callId, stars: 4, words: 'Showed every seam' });
    await expect(rate(s.buyer, callId, 1)).rejects.toThrow(RefusedError);
    const [recording] = await s.owner.list();
    expect(recording?.rating).toEqual({ stars: 4, words: 'Showed every seam' });
    expect(await s.owner.list({ q: 'every SEAM' })).toHaveLength(1);
  });

  it('[REV-38] recordings are found by it', async () => {
    const finds = async (query: Record<string, string>) => (await s.owner.list(query)).length;
    expect(await finds({ minStars: '4' })).toBe(1);
    expect(await finds({ minStars: '5' })).toBe(0);
    expect(await finds({ minStars: '1', maxStars: '3' })).toBe(0);
  });
});

describe('figures of agents', () => {
  const figures = async (by: ReviewClient, from: number, to: number, sheet = '') => {
    const query = `from=${from}&to=${to}${sheet && `&sheet=${sheet}`}`;
    return listAgentFigures.output.parse(await by.ask('GET', `/api/agent-figures?${query}`));
  };

  it('[REV-33] are counted when a recording is over, and read over time: by the seniors of everybody, by an agent of themselves', async () => {
    const now = s.scene.clock.now();
    const { agents, sheets } = await figures(s.supervisor, now - DAY_MS, now + DAY_MS);
    expect(agents.map(({ agent }) => agent.id)).toEqual([s.lan.memberId]);
    const [{ calls, mean }] = agents as [AgentFigures];
    const [call] = calls as [CallFigures];
    const { figures: shown, summary } = await s.owner.detail(s.recordingId);
    expect(call).toMatchObject({
      recordingId: s.recordingId,
      durationMs: summary.durationMs,
      longestMs: shown.longestStretchMs,
      pauses: shown.pauses,
      productSeenMs: shown.productSeenAfterMs,
      weakMs: shown.weakNetworkMs,
      rating: 4,
      score: 0.625,
    });
    const share = shown.talk.find(({ side }) => side === 'agent')?.share ?? 0;
    expect(call.talkShare).toBeCloseTo(share, 3);
    expect(mean).toMatchObject({ rating: 4, score: 0.625 });
    expect(sheets).toMatchObject([{ title: 'Impression' }]);

    expect((await figures(s.agent, now - DAY_MS, now + DAY_MS)).agents.length).toBe(1);
    expect((await figures(s.otherAgent, now - DAY_MS, now + DAY_MS)).agents).toEqual([]);
    expect((await figures(s.foreign, now - DAY_MS, now + DAY_MS)).agents).toEqual([]);
    expect((await figures(s.owner, now - 2 * DAY_MS, now - DAY_MS)).agents).toEqual([]);
    expect(await s.visitor.refused('GET', `/api/agent-figures?from=0&to=${now}`)).toBe('forbidden');
  });

  it('[REV-34] the product counts as seen when the camera was on, though the recording began later', async () => {
    const late = 60_000;
    const id = await s.record(late);
    const { figures: shown } = await s.owner.detail(id);
    expect(shown.productSeenAfterMs).toBeGreaterThanOrEqual(0);
    expect(shown.productSeenAfterMs).toBeLessThan(late);
    await s.owner.ask('DELETE', `/api/recordings/${id}`);
  });

  it('[REV-33] scores can be narrowed to one sheet', async () => {
    const other = '00000000-0000-7000-8000-000000000000';
    const { agents } = await figures(s.owner, 0, s.scene.clock.now() + DAY_MS, other);
    expect(agents[0]?.calls.map(({ score }) => score)).toEqual([null]);
  });
});

describe('collections', () => {
  const opened = (by: ReviewClient, id: string) => by.ask<OpenedCollection>('GET', `/api/collections/${id}`);

  it('[REV-35] supervisors and the owner put recordings and spans into lists that the team opens', async () => {
    const words = { title: 'How to show a lining', description: 'For the first week' };
    expect(await s.agent.refused('POST', '/api/collections', words)).toBe('forbidden');
    const { collection } = await s.supervisor.ask<OpenedCollection>('POST', '/api/collections', words);
    const path = `/api/collections/${collection.id}`;
    const whole = { recordingId: s.recordingId, span: null, note: 'Calm from the first word on' };
    await s.supervisor.ask('POST', `${path}/entries`, whole);
    await s.owner.ask('POST', `${path}/entries`, {
      ...whole,
      span: { fromMs: 500, untilMs: 900 },
      note: 'The lining',
    });
    const { items } = await opened(s.agent, collection.id);
    expect(items).toMatchObject([
      { recording: { id: s.recordingId }, span: null, addedBy: { name: 'shu' } },
      { span: { fromMs: 500, untilMs: 900 }, note: 'The lining' },
    ]);
    // Who does not see a recording does not see it in a list either.
    expect((await opened(s.otherAgent, collection.id)).items).toEqual([]);
    expect(await s.foreign.refused('GET', path)).toBe('not_found');
    expect(await s.foreign.refused('POST', `${path}/entries`, whole)).toBe('not_found');
    const backwards = { ...whole, span: { fromMs: 900, untilMs: 500 } };
    expect(await s.owner.refused('POST', `${path}/entries`, backwards)).toBe('invalid_input');
  });

  it('[REV-36] their order and notes are changed, entries and lists taken away', async () => {
    const { collections } = await s.agent.ask<{ collections: { id: string; entries: number }[] }>(
      'GET',
      '/api/collections',
    );
    const [{ id, entries }] = collections as [{ id: string; entries: number }];
    expect(entries).toBe(2);
    const [first, second] = (await opened(s.owner, id)).items;
    const path = `/api/collections/${id}/entries/${second?.id ?? ''}`;
    expect(await s.agent.refused('PUT', path, { before: null })).toBe('forbidden');
    await s.supervisor.ask('PUT', path, { before: first?.id, note: 'Inside and out' });
    expect((await opened(s.owner, id)).items.map(({ note }) => note)).toEqual([
      'Inside and out',
      'Calm from the first word on',
    ]);
    await s.owner.ask('DELETE', path);
    expect((await opened(s.agent, id)).items.length).toBe(1);
    await s.owner.ask('DELETE', `/api/collections/${id}`);
    expect(await s.agent.refused('GET', `/api/collections/${id}`)).toBe('not_found');
  });
});

describe('clips', () => {
  const folder = () => path.join(s.scene.server.dataDir, 'recordings', s.recordingId);
  const cut = async (by: ReviewClient, fromMs: number, untilMs: number): Promise<Clip> => {
    const input = { title: 'The seam', fromMs, untilMs };
    return (await by.ask<{ clip: Clip }>('POST', pathOf('/clips'), input)).clip;
  };
  const opened = async (by: ReviewClient, clipId: string) =>
    getClip.output.parse(await by.ask('GET', `/api/clips/${clipId}`));
  /** What ffprobe says of a file that the service sends: its codecs, and how long it is, ms. */
  const probed = async (by: ReviewClient, address: string) => {
    const response = await by.file(address);
    expect(response.status).toBe(200);
    const file = path.join(s.scene.server.dataDir, 'probed');
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    const entries = ['-show_entries', 'stream=codec_name:format=duration', '-of', 'json'];
    const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', ...entries, file]);
    const { streams, format } = JSON.parse(stdout) as {
      streams: { codec_name: string }[];
      format: { duration: string };
    };
    return { codecs: streams.map(({ codec_name }) => codec_name), ms: Number(format.duration) * 1000 };
  };

  it('[REV-37] are cut from all tracks without encoding them anew, and play as a recording of their own', async () => {
    const whole = await s.owner.detail(s.recordingId);
    // Where all of them last: the last picture of a busy machine may lie well before the end.
    const ends = whole.tracks.map(({ segments }) => {
      const { startMs = 0, durationMs = 0 } = segments.at(-1) ?? {};
      return startMs + durationMs;
    });
    const until = Math.floor(Math.min(...ends)) - 100;
    const clip = await cut(s.agent, until - 800, until);
    expect(clip.untilMs).toBe(until);
    expect(clip.fromMs + clip.leadMs).toBe(until - 800);
    const { recording } = await opened(s.agent, clip.id);
    expect(recording.summary.durationMs).toBe(clip.untilMs - clip.fromMs);
    expect(recording.tracks.map(({ trackId }) => trackId).toSorted()).toEqual(
      whole.tracks.map(({ trackId }) => trackId).toSorted(),
    );
    for (const { segments, kind } of recording.tracks) {
      for (const { url, startMs, durationMs } of segments) {
        const { codecs, ms } = await probed(s.agent, url);
        expect(codecs).toEqual([kind === 'audio' ? 'opus' : 'vp8']);
        expect(startMs + ms).toBeGreaterThan(recording.summary.durationMs - 250);
        expect(Math.abs(ms - durationMs)).toBeLessThan(150);
      }
    }
    // Looking at a part of it is looking at it.
    const { entries } = await s.owner.ask<{ entries: AuditEntry[] }>('GET', '/api/audit');
    const looks = entries.filter(({ action }) => action === 'look').map(({ member }) => member?.id);
    expect(looks).toContain(s.lan.memberId);
    expect(recording.events.every(({ at }) => at >= 0 && at <= recording.summary.durationMs)).toBe(true);
    expect(await s.otherAgent.refused('GET', `/api/clips/${clip.id}`)).toBe('not_found');
    expect(await s.foreign.refused('GET', `/api/clips/${clip.id}`)).toBe('not_found');
  });

  it('[REV-37] are saved as one file by who may export: the picture as it was, all voices in it', async () => {
    const { clips } = await s.owner.ask<{ clips: Clip[] }>('GET', pathOf('/clips'));
    const [clip] = clips as [Clip];
    const { codecs, ms } = await probed(s.owner, clip.download ?? '');
    expect(codecs.toSorted()).toEqual(['opus', 'vp8']);
    expect(Math.abs(ms - (clip.untilMs - clip.fromMs))).toBeLessThan(300);
    const seen = await s.agent.ask<{ clips: Clip[] }>('GET', pathOf('/clips'));
    expect(seen.clips.map(({ download }) => download)).toEqual([null]);
    expect((await s.foreign.file(clip.download ?? '')).status).toBe(404);
  });

  it('[REV-39] a link to a clip shows the clip, nothing else of its recording, and nothing once it is deleted', async () => {
    const { clips } = await s.owner.ask<{ clips: Clip[] }>('GET', pathOf('/clips'));
    const [clip] = clips as [Clip];
    const input = { hours: 1, clipId: clip.id };
    const { path: page } = await s.owner.ask<{ path: string }>('POST', pathOf('/shares'), input);
    const address = `/api/shared-recordings/${page.split('/').at(-1) ?? ''}`;
    const { recording, title } = getSharedRecording.output.parse(await s.nobody.ask('GET', address));
    expect(title).toBe('The seam');
    expect(recording.summary.poster).toBeNull();
    expect(recording.summary.markers).toEqual([]);
    expect(recording.events.filter(({ type }) => type === 'marker' || type === 'chapter')).toEqual([]);
    expect(recording.summary.durationMs).toBe(clip.untilMs - clip.fromMs);
    const urls = recording.tracks.flatMap(({ segments }) => segments.map(({ url }) => url));
    expect(urls.every((url) => url.includes(`/clip-${clip.id}-`))).toBe(true);
    expect((await s.nobody.file(urls[0] ?? '')).status).toBe(200);
    // The whole segment under the clip's key is another file.
    const guessed = (urls[0] ?? '').replace(`clip-${clip.id}-`, '');
    expect((await s.nobody.file(guessed)).status).toBe(403);

    expect(await s.supervisor.refused('DELETE', `/api/clips/${clip.id}`)).toBe('forbidden');
    await s.agent.ask('DELETE', `/api/clips/${clip.id}`);
    expect(await s.nobody.refused('GET', address)).toBe('not_found');
    expect((await s.nobody.file(urls[0] ?? '')).status).toBe(404);
    expect((await readdir(folder())).filter((name) => name.startsWith('clip-'))).toEqual([]);
  });

  it('[REV-40] everything that was learnt from a recording goes with it, the rating stays with the call', async () => {
    const { durationMs } = (await s.owner.detail(s.recordingId)).summary;
    const { id } = await cut(s.owner, 0, durationMs);
    const words = { title: 'To be left empty' };
    const { collection } = await s.owner.ask<OpenedCollection>('POST', '/api/collections', words);
    const entry = { recordingId: s.recordingId, span: null, note: '' };
    await s.owner.ask('POST', `/api/collections/${collection.id}/entries`, entry);
    await s.owner.ask('DELETE', pathOf());
    expect(await s.owner.refused('GET', `/api/clips/${id}`)).toBe('not_found');
    expect(await readdir(folder()).catch(() => [])).toEqual([]);
    const { db } = s.scene.server;
    for (const table of [
      'recording_scores',
      'recording_figures',
      'recording_clips',
      'collection_entries',
    ] as const) {
      expect(await db.selectFrom(table).selectAll().execute(), table).toEqual([]);
    }
    expect((await db.selectFrom('call_ratings').selectAll().execute()).length).toBe(1);
  });
});
