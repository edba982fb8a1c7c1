import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecorder, type SupervisedRecorder } from '../../recorder/create-recorder.ts';
import type { RecorderFact } from '../../recorder/recorder.ts';
import { type LivekitUnderTest, startLivekitEngine } from '../support/livekit/livekit-engine.ts';
import { livekitIsHere } from '../support/livekit/livekit-servers.ts';
import { startMediaClients, type MediaClients } from '../support/media/media-client.ts';
import { recordTrack } from '../support/record-track.ts';
import { probeMedia } from '../support/rtp/probe-media.ts';
import { waitUntil } from '../support/wait-until.ts';

const ALL = { publish: ['microphone', 'camera', 'screen', 'screen_audio'], subscribe: true } as const;
const POLICY = { videoCodecs: ['VP8'] };

describe.skipIf(!livekitIsHere)('recording on LiveKit', { timeout: 90_000 }, () => {
  let folder: string;
  let under: LivekitUnderTest;
  let clients: MediaClients;
  let recorder: SupervisedRecorder;
  const facts: RecorderFact[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-livekit-tap-'));
    [under, clients, recorder] = await Promise.all([
      startLivekitEngine(),
      startMediaClients(),
      createRecorder(),
    ]);
    recorder.onFact((fact) => facts.push(fact));
  });
  afterAll(async () => {
    await recorder?.close();
    await clients?.close();
    await under?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Tenths of a second of sound that were told of a segment. */
  const heard = (segmentId: string) =>
    facts.flatMap((fact) => (fact.type === 'levels' && fact.segmentId === segmentId ? fact.levels : []))
      .length;
  const hears = (segmentId: string, tenths: number) =>
    waitUntil(() => heard(segmentId) >= tenths || `${heard(segmentId)} of ${tenths}`, 30_000);

  it('[MEDIA-42] goes on after its connection was lost, and keeps several tracks and calls apart', async () => {
    const rooms = await Promise.all(['one', 'two'].map((id) => under.engine.openRoom(id, POLICY)));
    const [one, two] = rooms;
    if (!one || !two) throw new Error('no rooms');
    const pages = await Promise.all([clients.create(), clients.create()]);
    const [seller, other] = pages;
    if (!seller || !other) throw new Error('no pages');
    await Promise.all([seller.join(one, 'seller', ALL), other.join(two, 'other', ALL)]);
    await Promise.all([seller.publish('camera'), seller.publish('microphone'), other.publish('microphone')]);
    const taps = await Promise.all([
      recordTrack(recorder, one, { source: 'camera', segmentId: 'picture', folder }),
      recordTrack(recorder, one, { source: 'microphone', segmentId: 'sound', folder }),
      recordTrack(recorder, two, { source: 'microphone', segmentId: 'elsewhere', folder }),
    ]);
    await Promise.all([hears('sound', 15), hears('elsewhere', 15)]);

    // LiveKit throws the recorder out of one of the rooms.
    const { apiKey, apiSecret, nodes } = under.servers;
    const api = new RoomServiceClient(nodes[0]?.apiUrl ?? '', apiKey, apiSecret);
    const names = (await api.listRooms()).map(({ name }) => name);
    const name = names.find((each) => each.startsWith('one')) ?? '';
    await api.removeParticipant(name, 'recorder');
    await hears('sound', heard('sound') + 15);

    // A source that is turned off is a silence of its length in its file alone.
    await seller.setMuted('microphone', true);
    const [before, elsewhere] = [heard('sound'), heard('elsewhere')];
    await hears('elsewhere', elsewhere + 10);
    await seller.setMuted('microphone', false);
    await hears('sound', before + 20);

    for (const tap of taps) tap.close();
    const [picture, sound, rest] = await Promise.all(
      ['picture', 'sound', 'elsewhere'].map((segmentId) => recorder.end(segmentId)),
    );
    const gaps = (file: string | undefined) => {
      const { complaints, frames } = probeMedia(path.join(folder, file ?? ''));
      expect(complaints).toBe('');
      return Math.max(...frames.slice(1).map(({ time }, index) => time - (frames[index]?.time ?? 0)));
    };
    expect(gaps(rest?.file)).toBeLessThan(0.5);
    // Thrown out it is back within a moment, and both files go on by the wall clock.
    expect(gaps(picture?.file)).toBeLessThan(4);
    gaps(sound?.file);
    const [longer, shorter] = [sound?.durationMs ?? 0, picture?.durationMs ?? 0].toSorted((a, b) => b - a);
    expect((longer ?? 0) - (shorter ?? 0)).toBeLessThan(1500);
    expect(Math.abs((sound?.durationMs ?? 0) - (rest?.durationMs ?? 0))).toBeLessThan(1500);
    await Promise.all([...pages.map((page) => page.close()), ...rooms.map((room) => room.close())]);
  });
});
