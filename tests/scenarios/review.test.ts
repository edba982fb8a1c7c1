import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  getRecording,
  listAudit,
  listChoices,
  listOriginals,
  listRecordings,
  type RecordingComment,
  type RecordingMarker,
} from '#protocol';
import type { ReviewClient } from '../support/review-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { MARKED, type ReviewScene, SAID, startReviewScene } from '../support/review-scene.ts';

const HOUR_MS = 3_600_000;

let s: ReviewScene;

beforeAll(async () => {
  s = await startReviewScene();
}, 90_000);
afterAll(() => s.close());

const pathOf = (rest = '') => `/api/recordings/${s.recordingId}${rest}`;

describe('the list', () => {
  it('[REV-1] shows a recording with its people, length, outcome, waveform and markers', async () => {
    const answer = await s.owner.ask('GET', '/api/recordings');
    const { recordings } = listRecordings.output.parse(answer);
    expect(recordings).toMatchObject([
      {
        id: s.recordingId,
        status: 'ended',
        kind: 'video',
        outcome: 'buyer_hung_up',
        buyer: { id: s.buyer.visitorId },
        agent: { id: s.lan.memberId },
        markers: [{ label: MARKED }],
        legalHold: false,
      },
    ]);
    const [summary] = recordings;
    expect(summary?.durationMs).toBeGreaterThan(500);
    expect(Buffer.from(summary?.waveform ?? '', 'base64').some((level) => level > 0 && level < 128)).toBe(
      true,
    );
    expect(summary?.expiresAt).toBeGreaterThan(s.scene.clock.now());
  });

  it('[REV-2] is found by what was said, by name, marker, person, product, time, length and outcome', async () => {
    const finds = async (query: Record<string, string>) => (await s.owner.list(query)).length;
    expect(await finds({ q: '米色' })).toBe(1);
    expect(await finds({ q: 'canvas LINING' })).toBe(1);
    expect(await finds({ q: 'velvet' })).toBe(0);
    expect(await finds({ q: '%' })).toBe(0);
    expect(await finds({ member: s.lan.memberId })).toBe(1);
    expect(await finds({ member: s.buyer.visitorId })).toBe(0);
    expect(await finds({ buyer: s.buyer.visitorId })).toBe(1);
    expect(await finds({ sku: 'leather-tote' })).toBe(0);
    const { db } = s.scene.server;
    const product = db.selectFrom('products').select('id').where('sku', '=', 'leather-tote');
    await db.updateTable('calls').set({ product_id: product }).execute();
    expect(await finds({ sku: 'leather-tote' })).toBe(1);
    expect(await finds({ sku: 'silk-scarf' })).toBe(0);
    await db.updateTable('calls').set({ product_id: null }).execute();
    const now = s.scene.clock.now();
    expect(await finds({ from: `${now - HOUR_MS}`, to: `${now}` })).toBe(1);
    expect(await finds({ to: `${now - HOUR_MS}` })).toBe(0);
    expect(await finds({ minMs: '100', maxMs: `${HOUR_MS}` })).toBe(1);
    expect(await finds({ minMs: `${HOUR_MS}` })).toBe(0);
    expect(await finds({ outcome: 'buyer_hung_up' })).toBe(1);
    expect(await finds({ outcome: 'agent_hung_up' })).toBe(0);
    expect(await s.owner.refused('GET', '/api/recordings?limit=1000')).toBe('invalid_input');
  });

  it('[REV-62] offers to be narrowed to whom and what there is in the recordings that one sees', async () => {
    const { db } = s.scene.server;
    const product = db.selectFrom('products').select('id').where('sku', '=', 'leather-tote');
    await db.updateTable('calls').set({ product_id: product }).execute();
    const choices = async (by: ReviewClient) =>
      listChoices.output.parse(await by.ask('GET', '/api/recording-choices'));
    const offered = await choices(s.agent);
    expect(offered.agents.map(({ id }) => id)).toEqual([s.lan.memberId]);
    expect(offered.buyers.map(({ id }) => id)).toEqual([s.buyer.visitorId]);
    expect(offered.products.map(({ sku }) => sku)).toEqual(['leather-tote']);
    for (const by of [s.otherAgent, s.foreign]) {
      expect(await choices(by)).toEqual({ agents: [], buyers: [], products: [] });
    }
    await db.updateTable('calls').set({ product_id: null }).execute();
  });

  it('[REV-3] comes in pages, newest first, each recording once', async () => {
    const first = await s.scene.server.db
      .selectFrom('recordings')
      .selectAll()
      .where('id', '=', s.recordingId)
      .executeTakeFirstOrThrow();
    const ids = ['01', '02', '03'].map((end) => `00000000-0000-7000-8000-0000000000${end}`);
    const { db } = s.scene.server;
    await db
      .insertInto('recordings')
      .values(ids.map((id) => ({ ...first, id })))
      .execute();
    try {
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 3; page += 1) {
        const query = `limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const answer = listRecordings.output.parse(await s.owner.ask('GET', `/api/recordings?${query}`));
        seen.push(...answer.recordings.map(({ id }) => id));
        if (answer.next === null) break;
        cursor = answer.next;
      }
      expect(seen).toEqual([s.recordingId, ...ids.toReversed()]);
    } finally {
      await db.deleteFrom('recordings').where('id', 'in', ids).execute();
    }
  });
});

describe('the player', () => {
  it("[REV-4] gets all tracks and all that happened on the recording's one clock", async () => {
    const { recording } = getRecording.output.parse(await s.owner.ask('GET', pathOf()));
    const { tracks, events, summary, figures } = recording;
    expect(tracks.map(({ side, source }) => `${side} ${source}`).toSorted()).toEqual([
      'agent camera',
      'agent microphone',
      'buyer camera',
      'buyer microphone',
    ]);
    for (const { segments } of tracks) {
      for (const { startMs, durationMs, live } of segments) {
        expect(live).toBe(false);
        expect(startMs + durationMs).toBeLessThanOrEqual(summary.durationMs + 100);
      }
    }
    const voice = tracks.find(({ side, source }) => side === 'agent' && source === 'microphone');
    expect(Buffer.from(voice?.segments[0]?.levels ?? '', 'base64').some((level) => level > 0)).toBe(true);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(events.filter(({ type }) => type === 'consent')).toMatchObject([
      { side: 'buyer', consent: { voice: true } },
      { side: 'agent', consent: { screen: true } },
    ]);
    expect(events.find(({ type }) => type === 'marker')).toMatchObject({ marker: { label: MARKED } });
    const texts = events.flatMap((event) => (event.type === 'message' ? [event.message.body] : []));
    expect(texts).toMatchObject([{ kind: 'text', text: SAID }, { kind: 'call' }]);
    expect(figures.talk.map(({ side }) => side).toSorted()).toEqual(['agent', 'buyer']);
    expect(figures.productSeenAfterMs).toBeGreaterThanOrEqual(0);
  });

  it('[REV-5] plays files by range, as they lie on the disk', async () => {
    const { tracks } = await s.agent.detail(s.recordingId);
    const segment = tracks.find(({ source }) => source === 'camera')?.segments[0];
    const url = segment?.url ?? '';
    const row = await s.scene.server.db
      .selectFrom('recording_segments')
      .select('file')
      .where('id', '=', segment?.segmentId ?? '')
      .executeTakeFirstOrThrow();
    const file = await readFile(
      path.join(s.scene.server.dataDir, 'recordings', s.recordingId, row.file ?? ''),
    );

    const whole = await s.agent.file(url);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('video/webm');
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(Buffer.from(await whole.arrayBuffer()).equals(file)).toBe(true);
    const part = await s.agent.file(url, { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${file.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(file.subarray(100, 200))).toBe(true);
    const beyond = await s.agent.file(url, { range: `bytes=${file.length}-` });
    expect(beyond.status).toBe(416);
    let poster = '';
    await waitUntil(async () => (poster = (await s.agent.list())[0]?.poster ?? '') !== '' || 'no picture');
    const picture = await s.agent.file(poster);
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await picture.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });
});

describe('rights', () => {
  it('[REV-6] owner and supervisors see all of the shop, agents their own calls, nobody else anything', async () => {
    for (const reader of [s.owner, s.supervisor, s.agent]) expect(await reader.list()).toHaveLength(1);
    for (const reader of [s.otherAgent, s.foreign]) {
      expect(await reader.list()).toEqual([]);
      expect(await reader.refused('GET', pathOf())).toBe('not_found');
      expect(await reader.refused('POST', pathOf('/comments'), { at: 0, text: 'x' })).toBe('not_found');
      expect(await reader.refused('POST', pathOf('/exports'), { layout: 'focus' })).toBe('not_found');
      expect(await reader.refused('DELETE', pathOf())).toBe('not_found');
    }
    expect(await s.visitor.refused('GET', '/api/recordings')).toBe('forbidden');
    expect(await s.visitor.refused('GET', pathOf())).toBe('forbidden');
    expect(await s.nobody.refused('GET', pathOf())).toBe('unauthenticated');
    expect((await s.agent.detail(s.recordingId)).may).toEqual({
      comment: true,
      share: false,
      export: false,
      hold: false,
      rights: false,
      delete: false,
    });
    expect((await s.supervisor.detail(s.recordingId)).may).toMatchObject({ export: true, delete: false });
    for (const [method, rest, body] of [
      ['PUT', '/hold', { legalHold: true }],
      ['DELETE', '', undefined],
    ] as const) {
      expect(await s.agent.refused(method, pathOf(rest), body)).toBe('forbidden');
      expect(await s.supervisor.refused(method, pathOf(rest), body)).toBe('forbidden');
    }
    expect(await s.agent.refused('POST', pathOf('/shares'), { hours: 1 })).toBe('forbidden');
    expect(await s.agent.refused('POST', pathOf('/exports'), { layout: 'focus' })).toBe('forbidden');
  });

  it('[REV-7] an address of media works for its reader alone, as it was made, and for some hours', async () => {
    const { tracks } = await s.agent.detail(s.recordingId);
    const [one, two] = tracks.flatMap(({ segments }) => segments);
    const url = one?.url ?? '';
    expect((await s.agent.file(url)).status).toBe(200);
    expect((await s.nobody.file(url)).status).toBe(401);
    expect((await s.visitor.file(url)).status).toBe(403);
    expect((await s.owner.file(url)).status).toBe(403);
    expect((await s.otherAgent.file(url)).status).toBe(404);
    expect((await s.foreign.file(url)).status).toBe(404);
    const guessed = url.replace(one?.segmentId ?? '', two?.segmentId ?? '');
    expect((await s.agent.file(guessed)).status).toBe(403);
    expect((await s.agent.file(url.replace(/until=\d+/, 'until=9999999999999'))).status).toBe(403);
    expect((await s.agent.file(url.replace(/\?.*/, ''))).status).toBe(403);
    const up = `/media/recordings/${s.recordingId}/..%2F..%2Fkanhuo.sqlite?until=9999999999999&key=a`;
    expect((await s.agent.file(up)).status).toBe(403);
    s.scene.clock.advance(6 * HOUR_MS);
    expect((await s.agent.file(url)).status).toBe(403);
  });
});

describe('the files as they were recorded', () => {
  it('[REV-63] are saved byte for byte by who may export, which is noted; by nobody else', async () => {
    const address = pathOf('/originals');
    for (const by of [s.agent, s.visitor]) expect(await by.refused('GET', address)).toBe('forbidden');
    for (const by of [s.otherAgent, s.foreign]) expect(await by.refused('GET', address)).toBe('not_found');
    const { files } = listOriginals.output.parse(await s.supervisor.ask('GET', address));
    expect(files.map(({ source }) => source).toSorted()).toEqual([
      'camera',
      'camera',
      'microphone',
      'microphone',
    ]);
    const [original] = files;
    const saved = await s.supervisor.file(original?.url ?? '');
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment; filename="?recording-.*\.webm/);
    expect((await saved.arrayBuffer()).byteLength).toBe(original?.bytes);
    expect((await s.nobody.file(original?.url ?? '')).status).toBe(401);
    expect((await s.owner.file(original?.url ?? '')).status).toBe(403);
    const { entries } = listAudit.output.parse(await s.owner.ask('GET', '/api/audit?action=download'));
    expect(entries.map(({ member }) => member?.name)).toEqual(['shu']);
  });
});

describe('remarks', () => {
  it('[REV-8] a comment stands at its moment, mentions members of the shop, and is answered', async () => {
    const { comment } = await s.agent.ask<{ comment: RecordingComment }>('POST', pathOf('/comments'), {
      at: 400,
      text: 'Velour 拉链 shown too late',
      mentions: [s.lan.memberId],
    });
    expect(comment).toMatchObject({ at: 400, mine: true, mentions: [{ id: s.lan.memberId }] });
    const reply = { at: 400, text: 'True.', replyTo: comment.id };
    await s.owner.ask('POST', pathOf('/comments'), reply);
    expect(await s.agent.list({ mentions: 'me' })).toHaveLength(1);
    expect(await s.owner.list({ mentions: 'me' })).toEqual([]);
    const { comments } = await s.supervisor.detail(s.recordingId);
    expect(comments.map(({ replyTo, mine }) => ({ replyTo, mine }))).toEqual([
      { replyTo: null, mine: false },
      { replyTo: comment.id, mine: false },
    ]);
    expect(await s.owner.list({ q: 'velour 拉链' })).toHaveLength(1);
    const toStranger = { at: 0, text: 'x', mentions: [s.buyer.visitorId] };
    expect(await s.agent.refused('POST', pathOf('/comments'), toStranger)).toBe('not_found');
    const toNothing = { at: 0, text: 'x', replyTo: s.recordingId };
    expect(await s.agent.refused('POST', pathOf('/comments'), toNothing)).toBe('not_found');

    expect(await s.supervisor.refused('DELETE', pathOf(`/comments/${comment.id}`))).toBe('forbidden');
    await s.agent.ask('DELETE', pathOf(`/comments/${comment.id}`));
    expect((await s.owner.detail(s.recordingId)).comments).toEqual([]);
    expect(await s.owner.list({ q: 'velour' })).toEqual([]);
  });

  it('[REV-9] markers are added and taken away later, too', async () => {
    const { marker } = await s.agent.ask<{ marker: RecordingMarker }>('POST', pathOf('/markers'), {
      at: 250,
      label: 'zipper',
    });
    expect((await s.owner.list())[0]?.markers.map(({ label }) => label).toSorted()).toEqual([
      MARKED,
      'zipper',
    ]);
    expect(marker).toMatchObject({ mine: true });
    const renamed = { label: 'not a zipper', kind: 'moment' };
    expect(await s.supervisor.refused('PUT', pathOf(`/markers/${marker.id}`), renamed)).toBe('forbidden');
    expect(await s.supervisor.refused('DELETE', pathOf(`/markers/${marker.id}`))).toBe('forbidden');
    await s.owner.ask('DELETE', pathOf(`/markers/${marker.id}`));
    expect(await s.owner.refused('DELETE', pathOf(`/markers/${marker.id}`))).toBe('not_found');
    const words = { label: 'x', kind: 'moment' };
    expect(await s.owner.refused('PUT', pathOf(`/markers/${marker.id}`), words)).toBe('not_found');
    expect((await s.owner.list())[0]?.markers).toHaveLength(1);
  });

  it('[REV-60] a marker that was set in the call gets a name and begins a chapter, which is found by it', async () => {
    const chapters = async () =>
      (await s.agent.detail(s.recordingId)).events.filter(({ type }) => type === 'chapter');
    const live = (await s.agent.detail(s.recordingId)).events.find(({ type }) => type === 'marker');
    const id = live?.type === 'marker' ? live.marker.id : '';
    const path = pathOf(`/markers/${id}`);
    const words = { label: 'Inner pocket', kind: 'chapter' };
    expect(await s.otherAgent.refused('PUT', path, words)).toBe('not_found');
    expect(await s.foreign.refused('PUT', path, words)).toBe('not_found');
    await s.agent.ask('PUT', path, words);
    const { durationMs } = (await s.owner.detail(s.recordingId)).summary;
    expect(await chapters()).toMatchObject([{ at: live?.at, until: durationMs, marker: { id } }]);
    expect(await s.owner.list({ q: 'inner pocket' })).toHaveLength(1);
    await s.owner.ask('PUT', path, { label: MARKED, kind: 'moment' });
    expect(await chapters()).toEqual([]);
    expect(await s.owner.list({ q: 'inner pocket' })).toEqual([]);
  });
});
