import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportView } from '#protocol';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { waitUntil } from '../support/wait-until.ts';

const run = promisify(execFile);

let s: ReviewScene;

beforeAll(async () => {
  s = await startReviewScene();
}, 90_000);
afterAll(() => s.close());

const exportsPath = () => `/api/recordings/${s.recordingId}/exports`;
const folder = () => path.join(s.scene.server.dataDir, 'recordings', s.recordingId);

async function begin(layout: string): Promise<ExportView> {
  return (await s.supervisor.ask<{ export: ExportView }>('POST', exportsPath(), { layout })).export;
}
async function look(id: string): Promise<ExportView> {
  return (await s.supervisor.ask<{ export: ExportView }>('GET', `/api/exports/${id}`)).export;
}

interface Probed {
  readonly format: { readonly duration: string };
  readonly streams: readonly { codec_name: string; width?: number; height?: number }[];
}

describe('an export', () => {
  it('[REV-16] is one MP4 of all tracks, as long as the recording, for those who may export', async () => {
    const made = await begin('side_by_side');
    await waitUntil(async () => {
      const { status, progress } = await look(made.id);
      return status === 'done' || `${status} ${progress}`;
    }, 60_000);
    const { url, progress } = await look(made.id);
    expect(progress).toBe(1);
    const file = await s.supervisor.file(url ?? '');
    expect(file.headers.get('content-type')).toBe('video/mp4');
    expect(file.headers.get('content-disposition')).toContain('attachment');
    const saved = path.join(s.scene.server.dataDir, 'saved.mp4');
    await writeFile(saved, Buffer.from(await file.arrayBuffer()));
    const { stdout } = await run('ffprobe', [
      ...['-v', 'error', '-show_format', '-show_streams', '-of', 'json'],
      saved,
    ]);
    const { format, streams } = JSON.parse(stdout) as Probed;
    const { durationMs } = (await s.owner.detail(s.recordingId)).summary;
    expect(Math.abs(Number(format.duration) * 1000 - durationMs)).toBeLessThan(200);
    expect(streams.map(({ codec_name }) => codec_name).toSorted()).toEqual(['aac', 'h264']);
    expect(streams.find(({ codec_name }) => codec_name === 'h264')).toMatchObject({
      width: 1280,
      height: 720,
    });

    expect(await s.agent.refused('GET', `/api/exports/${made.id}`)).toBe('forbidden');
    expect(await s.foreign.refused('GET', `/api/exports/${made.id}`)).toBe('not_found');
    expect((await s.agent.file(url ?? '')).status).toBe(403);
    await s.supervisor.ask('DELETE', `/api/exports/${made.id}`);
    expect((await s.supervisor.file(url ?? '')).status).toBe(404);
    expect((await readdir(folder())).filter((name) => name.startsWith('export'))).toEqual([]);
  });

  it('[REV-17] waits for the one before it, and is cancelled with nothing left on the disk', async () => {
    const [first, second] = [await begin('focus'), await begin('focus')];
    await s.supervisor.ask('DELETE', `/api/exports/${second.id}`);
    await s.supervisor.ask('DELETE', `/api/exports/${first.id}`);
    expect((await look(first.id)).status).toBe('cancelled');
    const third = await begin('focus');
    await waitUntil(async () => (await look(third.id)).status === 'done' || 'not done', 60_000);
    expect((await look(second.id)).status).toBe('cancelled');
    expect((await readdir(folder())).filter((name) => name.startsWith('export'))).toEqual([
      `export-${third.id}.mp4`,
    ]);
  });

  it('[REV-18] without ffmpeg says what to install', async () => {
    const bare = await startReviewScene({ FFMPEG_PATH: '/nowhere/ffmpeg', LOG_LEVEL: 'fatal' });
    try {
      const address = `/api/recordings/${bare.recordingId}/exports`;
      expect(await bare.owner.refused('POST', address, { layout: 'focus' })).toBe('export_tool_missing');
      expect((await bare.owner.list())[0]?.poster).toBeNull();
    } finally {
      await bare.close();
    }
  }, 60_000);
});
