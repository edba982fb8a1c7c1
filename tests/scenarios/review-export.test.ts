import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportView } from '#protocol';
import { encodeRtp, type RtpClip } from '../support/rtp/rtp-clip.ts';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { waitUntil } from '../support/wait-until.ts';
import { writeRecording } from '../support/written-recording.ts';

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
  readonly streams: readonly {
    codec_name: string;
    codec_tag_string: string;
    width?: number;
    height?: number;
    tags?: { language?: string };
  }[];
}

/** Exports and saves; answers the file. */
async function exported(recordingId: string, options: object): Promise<string> {
  const address = `/api/recordings/${recordingId}/exports`;
  const made = (await s.owner.ask<{ export: ExportView }>('POST', address, options)).export;
  let state = made;
  await waitUntil(async () => {
    state = (await s.owner.ask<{ export: ExportView }>('GET', `/api/exports/${made.id}`)).export;
    return state.status === 'done' || `${state.status} ${state.progress}`;
  }, 60_000);
  const saved = path.join(s.scene.server.dataDir, `${made.id}.mp4`);
  await writeFile(saved, Buffer.from(await (await s.owner.file(state.url ?? '')).arrayBuffer()));
  return saved;
}

async function probed(file: string): Promise<Probed> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    file,
  ]);
  return JSON.parse(stdout) as Probed;
}

/** Each picture of a file as a hash; fails when one of them cannot be decoded. */
async function pictures(file: string): Promise<string[]> {
  const { stdout, stderr } = await run(
    'ffmpeg',
    ['-v', 'warning', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [] : (line.split(', ').at(-1)?.trim() ?? [])));
}

/** A screen on which nothing happens: its first picture, and one at the end. */
function standing(clip: RtpClip): RtpClip {
  const end = clip.packets.at(-1)?.at ?? 0;
  const sent = clip.packets.filter(({ at }) => at === 0 || at === end);
  const packets = sent.map(({ at, data }, index) => {
    const numbered = Buffer.from(data);
    numbered.writeUInt16BE(index, 2);
    return { at, data: numbered };
  });
  return { ...clip, packets };
}

/** How bright a part of the picture is where it is darkest, from its first half second to its tenth second. */
async function darkest(file: string, part: string): Promise<number> {
  const filter = `${part},signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-`;
  const { stdout } = await run('ffmpeg', [
    ...['-v', 'error', '-ss', '0.5', '-i', file, '-t', '9.5', '-vf', filter, '-f', 'null', '-'],
  ]);
  return Math.min(...[...stdout.matchAll(/YAVG=([\d.]+)/g)].map(([, value]) => Number(value)));
}

/** The brightest pixel of the last second of a part of the picture, 0 to 255. */
async function brightest(file: string, part: string): Promise<number> {
  const filter = `${part},signalstats,metadata=print:key=lavfi.signalstats.YMAX:file=-`;
  const { stdout } = await run('ffmpeg', [
    '-v',
    'error',
    '-sseof',
    '-1',
    '-i',
    file,
    '-vf',
    filter,
    '-f',
    'null',
    '-',
  ]);
  return Math.max(...[...stdout.matchAll(/YMAX=(\d+)/g)].map(([, value]) => Number(value)));
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
    const { exports } = await s.owner.ask<{ exports: ExportView[] }>('GET', exportsPath());
    expect(exports.map(({ id }) => id)).toEqual([third.id]);
    expect(await s.agent.refused('GET', exportsPath())).toBe('forbidden');
    expect(await s.foreign.refused('GET', exportsPath())).toBe('not_found');
    await waitUntil(async () => (await look(third.id)).status === 'done' || 'not done', 60_000);
    expect((await look(second.id)).status).toBe('cancelled');
    expect((await readdir(folder())).filter((name) => name.startsWith('export'))).toEqual([
      `export-${third.id}.mp4`,
    ]);
  });

  it('[REV-53] copies a lone H.264 picture that fills the frame, picture by picture, and plays from end to end', async () => {
    const [camera, voice] = await Promise.all([
      encodeRtp('video/H264', 'testsrc2=s=1280x720:r=25', 8, '-g 50 -crf 30'),
      encodeRtp('audio/opus', 'sine=440:r=48000', 8),
    ]);
    const id = await writeRecording(s.scene, s.recordingId, [
      { side: 'agent', source: 'camera', clip: camera },
      { side: 'buyer', source: 'microphone', clip: voice },
    ]);
    const saved = await exported(id, { layout: 'side_by_side' });
    const {
      summary: { durationMs },
      tracks,
    } = await s.owner.detail(id);
    const { format, streams } = await probed(saved);
    expect(streams.map(({ codec_tag_string: tag }) => tag)).toEqual(['avc3', 'mp4a']);
    expect(Math.abs(Number(format.duration) * 1000 - durationMs)).toBeLessThan(100);
    const segment = tracks.find(({ kind }) => kind === 'video')?.segments[0]?.segmentId;
    const sent = await pictures(path.join(s.scene.server.dataDir, 'recordings', id, `${segment}.mp4`));
    const shown = new Set(await pictures(saved));
    // Of a mixed picture none is as it was sent.
    expect(sent.filter((hash) => shown.has(hash)).length / sent.length).toBeGreaterThan(0.95);
  }, 60_000);

  it('[REV-65] is mixed in pieces that meet without a missing, doubled or black picture', async () => {
    const moving = await encodeRtp('video/VP8', 'testsrc2=s=640x720:r=25', 11, '-g 75');
    const screen = await encodeRtp('video/VP8', 'color=white:s=640x720:r=25', 11, '-g 500');
    const id = await writeRecording(s.scene, s.recordingId, [
      { side: 'agent', source: 'camera', clip: moving },
      { side: 'buyer', source: 'screen', clip: standing(screen) },
    ]);
    const saved = await exported(id, { layout: 'side_by_side' });
    const shown = await pictures(saved);
    expect(new Set(shown).size).toBeGreaterThan(11 * 25 - 5);
    expect(shown.length - new Set(shown).size).toBeLessThan(5);
    expect(await darkest(saved, 'crop=600:700:660:10')).toBeGreaterThan(180);
  }, 120_000);

  it('[REV-60] carries the chapters with their titles, from the first second on', async () => {
    const chapter = { at: 600, label: '内衬 = 1; #2', kind: 'chapter' };
    await s.owner.ask('POST', `/api/recordings/${s.recordingId}/markers`, chapter);
    const saved = await exported(s.recordingId, { layout: 'focus', language: 'zh' });
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_chapters', '-of', 'json', saved]);
    const { chapters } = JSON.parse(stdout) as {
      chapters: { start_time: string; tags: { title: string } }[];
    };
    expect(chapters.map(({ start_time, tags }) => [Number(start_time), tags.title])).toEqual([
      [0, '开头'],
      [0.6, '内衬 = 1; #2'],
    ]);
    const [first] = (await s.owner.detail(s.recordingId)).events.filter(({ type }) => type === 'chapter');
    const id = first?.type === 'chapter' ? first.marker.id : '';
    await s.owner.ask('DELETE', `/api/recordings/${s.recordingId}/markers/${id}`);
  }, 60_000);

  it('[REV-54] carries the chat beside the pictures, and captions as a track of their language', async () => {
    const body = 'WEBVTT\n\n00:00.200 --> 00:00.900\n<v lan 兰>双线缝合\n';
    const path_ = `/api/recordings/${s.recordingId}/captions?language=zh`;
    expect((await s.owner.file(path_, {}, { method: 'POST', body })).status).toBe(200);
    const [captions] = (await s.owner.detail(s.recordingId)).captions;
    const saved = await exported(s.recordingId, {
      layout: 'inset',
      chat: 'panel',
      captions: { id: captions?.id, as: 'track' },
      language: 'zh',
    });
    const { streams } = await probed(saved);
    const subtitles = streams.find(({ codec_name }) => codec_name === 'mov_text');
    expect(subtitles?.tags).toMatchObject({ language: 'zho' });
    const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', saved, '-map', '0:s', '-f', 'webvtt', '-']);
    expect(stdout).toContain('双线缝合');
    // Letters are white; without them there is nothing but the dark ground in the column.
    expect(await brightest(saved, 'crop=320:720:960:0')).toBeGreaterThan(180);

    const burnt = await exported(s.recordingId, {
      layout: 'focus',
      captions: { id: captions?.id, as: 'burnt' },
    });
    expect((await probed(burnt)).streams.map(({ codec_name }) => codec_name).toSorted()).toEqual([
      'aac',
      'h264',
    ]);
  }, 60_000);

  it('[REV-18] without ffmpeg says what to install', async () => {
    const bare = await startReviewScene({ FFMPEG_PATH: '/nowhere/ffmpeg', LOG_LEVEL: 'fatal' });
    try {
      const address = `/api/recordings/${bare.recordingId}/exports`;
      expect(await bare.owner.refused('POST', address, { layout: 'focus' })).toBe('export_tool_missing');
      const clips = `/api/recordings/${bare.recordingId}/clips`;
      const untilMs = (await bare.owner.list())[0]?.durationMs;
      const span = { title: 'The seam', fromMs: 0, untilMs };
      expect(await bare.owner.refused('POST', clips, span)).toBe('export_tool_missing');
      expect((await bare.owner.list())[0]?.poster).toBeNull();
    } finally {
      await bare.close();
    }
  }, 60_000);
});
