import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReviewClient } from '../support/review-client.ts';
import { signIn } from '../support/client.ts';
import { probeMedia } from '../support/rtp/probe-media.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestServer;
beforeAll(async () => {
  // What it needs of ffmpeg is nothing.
  server = await startTestServer({ FFMPEG_PATH: '/nowhere/ffmpeg' });
});
afterAll(() => server.close());

it('[REV-59] the demo shop’s example is shown as one, plays in step with its figures, and is deleted for good', async () => {
  const id = await server.app.addExample();
  const owner = new ReviewClient(server, { cookie: await signIn(server, 'demo:owner') });
  await waitUntil(async () => (await owner.list())[0]?.waveform !== '' || 'no waveform');
  const [listed] = await owner.list({ q: '缝线特写' });
  expect(listed).toMatchObject({ id, example: true, status: 'ended', comments: 1 });
  expect((await owner.file(listed?.poster ?? '')).headers.get('content-type')).toBe('image/jpeg');

  const { tracks, events, figures } = await owner.detail(id);
  const files = await server.db.selectFrom('recording_segments').selectAll().execute();
  for (const { file, source, duration_ms: length } of files) {
    const media = probeMedia(path.join(server.dataDir, 'recordings', id, file ?? ''));
    expect(media.complaints).toBe('');
    expect(media.duration).toBeCloseTo(length / 1000, 1);
    expect(media.frames.length).toBeGreaterThan(source === 'camera' ? 100 : 800);
  }
  expect(tracks.every(({ segments }) => Math.abs((segments[0]?.startMs ?? NaN) - 0) < 40)).toBe(true);
  expect(figures.talk.every(({ ms }) => ms > 2000)).toBe(true);
  expect(events.filter(({ type }) => type === 'message' || type === 'consent').length).toBe(4);

  await owner.ask('DELETE', `/api/recordings/${id}`);
  expect(await owner.list()).toEqual([]);
  expect(await server.db.selectFrom('recording_segments').select('id').execute()).toEqual([]);
});
