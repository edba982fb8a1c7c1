import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../signaling/db/ids.ts';
import { RecorderPeer } from '../../sfu/livekit/tap/recorder-peer.ts';
import { recorderToken } from '../../sfu/livekit/token.ts';
import type { MediaRoom } from '../../sfu/media-engine.ts';
import { createRecorder, type SupervisedRecorder } from '../../recorder/create-recorder.ts';
import type { Intake, RecorderFact } from '../../recorder/recorder.ts';
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
  let intake: BreakableIntake;
  const facts: RecorderFact[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-livekit-tap-'));
    [under, clients] = await Promise.all([startLivekitEngine(), startMediaClients()]);
    intake = new BreakableIntake(under.engine.intake);
    recorder = await createRecorder(intake);
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

  function api(): RoomServiceClient {
    const { apiKey, apiSecret, nodes } = under.servers;
    return new RoomServiceClient(nodes[0]?.apiUrl ?? '', apiKey, apiSecret);
  }
  /** LiveKit's name of a room. */
  async function nameOf(roomId: string): Promise<string> {
    const names = (await api().listRooms()).map(({ name }) => name);
    return names.find((name) => name.split('.').includes(roomId)) ?? '';
  }

  it('[MEDIA-41] of 2 in 100 packets that are lost on the way nearly all come after all, of picture and of sound', async () => {
    const room = await under.engine.openRoom('lossy', POLICY);
    const page = await clients.create();
    // Nothing is sent to nobody.
    await room.admit('buyer', ALL);
    await page.join(room, 'seller', ALL);
    await Promise.all([page.publish('camera'), page.publish('microphone')]);
    await waitUntil(() => room.tracks().length === 2 || 'not published');
    const name = await nameOf('lossy');
    const peer: RecorderPeer = new RecorderPeer(
      {
        opened: () => {},
        passWanted() {
          const apiUrl = under.servers.nodes[0]?.apiUrl ?? '';
          void recorderToken(under.servers, { room: name, identity: 'recorder' }).then((token) =>
            peer.enter({ apiUrl, token }),
          );
        },
      },
      // The library's figure is the share that is let through.
      { debug: { inboundPacketLoss: 98 } },
    );
    const arrivals = await Promise.all(room.tracks().map((track, tapId) => listen(peer, name, track, tapId)));
    try {
      await waitUntil(
        () =>
          arrivals.every(({ sequences }) => sequences.length > 350) ||
          arrivals.map((one) => one.sequences.length),
        45_000,
      );
    } finally {
      peer.close();
      for (const { close } of arrivals) close();
    }
    let repaired = 0;
    for (const { sequences } of arrivals) {
      // What was asked for a moment ago may still be on its way.
      const seen = sequences.slice(0, -50);
      repaired += seen.filter((sequence, index) => sequence < Math.max(...seen.slice(0, index))).length;
      const [first, last] = [Math.min(...seen), Math.max(...seen.slice(0, -100))];
      const missing = last - first + 1 - new Set(seen.filter((sequence) => sequence <= last)).size;
      expect(missing).toBeLessThanOrEqual(2);
    }
    expect(repaired).toBeGreaterThan(1);
    await page.close();
    await room.close();
  });

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
    await api().removeParticipant(await nameOf('one'), 'recorder');
    await hears('sound', heard('sound') + 15);

    // A source that is turned off is a silence of its length in its file alone.
    await seller.setMuted('microphone', true);
    const [before, elsewhere] = [heard('sound'), heard('elsewhere')];
    await hears('elsewhere', elsewhere + 10);
    await seller.setMuted('microphone', false);
    await hears('sound', before + 20);

    await Promise.all(taps.map(async (tap) => tap.close()));
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

  it('[MEDIA-42] what receives breaks, and is back within a moment: picture and sound go on in their files', async () => {
    // A second attempt has names of its own.
    const id = newId();
    const [pictureId, soundId] = [`picture-${id}`, `sound-${id}`];
    const room = await under.engine.openRoom(id, POLICY);
    const page = await clients.create();
    await page.join(room, 'seller', ALL);
    await Promise.all([page.publish('camera'), page.publish('microphone')]);
    const taps = await Promise.all([
      recordTrack(recorder, room, { source: 'camera', segmentId: pictureId, folder }),
      recordTrack(recorder, room, { source: 'microphone', segmentId: soundId, folder }),
    ]);
    await hears(soundId, 15);
    const { starts } = intake;
    const brokenAt = Date.now();
    intake.break();
    await waitUntil(() => intake.starts > starts || 'not started again');
    // LiveKit asks a sender for a key frame at most once in half a second, and the first may be missed.
    await hears(soundId, heard(soundId) + 35);
    await Promise.all(taps.map(async (tap) => tap.close()));
    for (const segmentId of [pictureId, soundId]) {
      const summary = await recorder.end(segmentId);
      const { frames, complaints } = probeMedia(path.join(folder, summary?.file ?? ''));
      expect(complaints).toBe('');
      // The same file, with what came before and after, by the wall clock.
      const { startedAt = 0 } = summary ?? {};
      const times = frames.map(({ time }) => startedAt + time * 1000);
      expect(times.filter((at) => at < brokenAt).length).toBeGreaterThan(10);
      expect(times.filter((at) => at > brokenAt + 500).length).toBeGreaterThan(10);
    }
    expect(facts.filter(({ type }) => type === 'segmentBroken')).toEqual([]);
    await Promise.all([page.close(), room.close()]);
  });

  it('[MEDIA-44] the black pictures that LiveKit ends a track with are not recorded: nobody sent them', async () => {
    const id = newId();
    const [ended, going] = [`ended-${id}`, `going-${id}`];
    const room = await under.engine.openRoom(id, POLICY);
    const [page, other] = [await clients.create(), await clients.create()];
    await Promise.all([page.join(room, 'seller', ALL), other.join(room, 'buyer', ALL)]);
    await Promise.all([page.publish('camera'), other.publish('microphone')]);
    const taps = await Promise.all([
      recordTrack(recorder, room, { source: 'camera', segmentId: ended, folder }),
      recordTrack(recorder, room, { source: 'microphone', segmentId: going, folder }),
    ]);
    await hears(going, 15);
    await page.close();
    await hears(going, heard(going) + 10);
    await Promise.all(taps.map(async (tap) => tap.close()));
    const [picture] = await Promise.all([ended, going].map((segmentId) => recorder.end(segmentId)));
    const { frames, complaints } = probeMedia(path.join(folder, picture?.file ?? ''));
    expect(complaints).toBe('');
    expect(frames.length).toBeGreaterThan(5);
    expect(Math.min(...frames.map(({ width }) => width ?? 0))).toBeGreaterThan(8);
    expect(picture?.lostFrames).toBe(0);
    await Promise.all([other.close(), room.close()]);
  });
});

/** What receives for the recorder, and can be made to break. */
class BreakableIntake implements Intake {
  readonly module: URL;
  readonly #intake: Intake;
  #say: (message: unknown) => void = () => {};
  starts = 0;

  constructor(intake: Intake) {
    this.#intake = intake;
    this.module = intake.module;
  }

  started(say: (message: unknown) => void): (message: unknown) => void {
    this.#say = say;
    this.starts += 1;
    return this.#intake.started(say);
  }

  break(): void {
    this.#say('what no engine says');
  }
}

/** Taps a track by way of this peer, and notes the numbers of its packets in the order in which they come, counted on
 *  where they wrap. */
async function listen(
  peer: RecorderPeer,
  room: string,
  { trackId, kind, mimeType }: ReturnType<MediaRoom['tracks']>[number],
  tapId: number,
): Promise<{ readonly sequences: readonly number[]; close(): void }> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  const sequences: number[] = [];
  let highest: number | undefined;
  socket.on('message', (packet) => {
    const isRtcp = (packet[1] ?? 0) >= 192 && (packet[1] ?? 0) <= 223;
    if (isRtcp) return;
    const number = packet.readUInt16BE(2);
    const step = highest === undefined ? 0 : ((number - highest + 0x1_8000) & 0xffff) - 0x8000;
    const sequence = (highest ?? number) + step;
    highest = Math.max(highest ?? sequence, sequence);
    sequences.push(sequence);
  });
  const { port } = socket.address();
  const ports = { ip: '127.0.0.1', rtpPort: port, rtcpPort: port };
  peer.open({ tapId, room, trackId, kind, mimeType, ...ports, flowing: true });
  return { sequences, close: () => void socket.close() };
}
