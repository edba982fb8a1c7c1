import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRecorder, type SupervisedRecorder } from '../../recorder/create-recorder.ts';
import type { RecorderFact } from '../../recorder/recorder.ts';
import type { MediaRoom, TrackTap } from '../../sfu/media-engine.ts';
import { MediasoupEngine } from '../../sfu/mediasoup/engine.ts';
import { startMediaClients, type MediaClients } from '../support/media/media-client.ts';
import { probeMedia } from '../support/rtp/probe-media.ts';
import { waitUntil } from '../support/wait-until.ts';

const ALL = { publish: ['microphone', 'camera', 'screen', 'screen_audio'], subscribe: true } as const;

let folder: string;
let engine: MediasoupEngine;
let clients: MediaClients;
let recorder: SupervisedRecorder;
let facts: RecorderFact[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-recorded-call-'));
  facts = [];
  [engine, clients, recorder] = await Promise.all([
    MediasoupEngine.create({
      workers: 1,
      listenIp: '127.0.0.1',
      ports: 0,
      videoCodecs: ['VP8', 'H264', 'VP9', 'AV1'],
      iceServers: [],
      logLevel: 'error',
    }),
    startMediaClients(),
    createRecorder(),
  ]);
  recorder.onFact((fact) => facts.push(fact));
});
afterAll(async () => {
  await recorder?.close();
  await clients?.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Records a track of the room from now on, as the server does. */
async function record(room: MediaRoom, source: string, segmentId: string): Promise<TrackTap> {
  await waitUntil(() => room.tracks().some((track) => track.source === source) || `no ${source} in the room`);
  const track = room.tracks().find((each) => each.source === source);
  if (!track) throw new Error(`no ${source}`);
  const clockRate = track.kind === 'audio' ? 48_000 : 90_000;
  const { kind, mimeType } = track;
  const ports = await recorder.open({ segmentId, recordingId: 'call', kind, mimeType, clockRate, folder });
  const tap = await room.tap(track.trackId, ports);
  await recorder.begin(segmentId, tap);
  recorder.onFact((fact) => {
    if (fact.type === 'keyFrameNeeded' && fact.segmentId === segmentId) void tap.requestKeyFrame();
  });
  await tap.start();
  return tap;
}

it.each(['VP8', 'H264', 'VP9', 'AV1'])(
  '[REC-16] records what a real browser sends over the real engine as %s',
  async (codec) => {
    const room = await engine.openRoom(`call-${codec}`, { videoCodecs: [codec] });
    const page = await clients.create();
    try {
      await page.join(room, 'agent', ALL);
      await Promise.all([page.publish('camera', { simulcast: true }), page.publish('microphone')]);
      const [picture, sound] = [`picture-${codec}`, `sound-${codec}`];
      const taps = [await record(room, 'camera', picture), await record(room, 'microphone', sound)];
      const started = (id: string) =>
        facts.some((fact) => fact.type === 'segmentStarted' && fact.segmentId === id);
      await waitUntil(() => (started(picture) && started(sound)) || 'no first frame', 30_000);
      const heard = () =>
        facts.flatMap((fact) => (fact.type === 'levels' && fact.segmentId === sound ? fact.levels : []))
          .length;
      await waitUntil(() => heard() >= 20 || `${heard()} levels`, 30_000);
      await page.replace('camera');
      await waitUntil(() => heard() >= 50 || `${heard()} levels`, 30_000);
      for (const tap of taps) tap.close();
      const [seen, said] = [await recorder.end(picture), await recorder.end(sound)];

      const pictures = probeMedia(path.join(folder, seen?.file ?? ''));
      expect(pictures.complaints).toBe('');
      expect(pictures.codec).toBe(codec.toLowerCase());
      expect(pictures.frames[0]).toMatchObject({ time: 0, key: true });
      expect(pictures.frames.length).toBeGreaterThan(30);
      const steps = pictures.frames.map(({ time }, index) => time - (pictures.frames[index - 1]?.time ?? -1));
      // The spatial layers of a VP9 picture are frames of one time to ffprobe; players show the last of them.
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(codec === 'VP9' ? 0 : 0.001);
      const sounds = probeMedia(path.join(folder, said?.file ?? ''));
      expect(sounds.complaints).toBe('');
      expect(sounds.frames.length * 0.02).toBeCloseTo((said?.durationMs ?? 0) / 1000, 0);
      const levels = facts.flatMap((fact) =>
        fact.type === 'levels' && fact.segmentId === sound ? fact.levels : [],
      );
      // A tone all the time, as the sender's own header extension says.
      expect(levels.filter((level) => level > 80).length).toBeGreaterThan(levels.length * 0.8);
      expect(taps[1]?.audioLevelExtension).toBeGreaterThan(0);
    } finally {
      await page.close();
      await room.close();
    }
  },
);
