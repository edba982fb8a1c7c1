import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaFact, MediaRoom } from '../../sfu/media-engine.ts';
import type { MediasoupEngine } from '../../sfu/mediasoup/engine.ts';
import { startMediaClients, type MediaClient, type MediaClients } from '../support/media/media-client.ts';
import { startMediasoupEngine } from '../support/media/mediasoup-engine.ts';
import { waitUntil } from '../support/wait-until.ts';

const MAY = { publish: ['camera', 'screen'], subscribe: true } as const;

let engine: MediasoupEngine;
let clients: MediaClients;
let room: MediaRoom;
let pages: MediaClient[] = [];
let count = 0;

beforeAll(async () => {
  [engine, clients] = await Promise.all([startMediasoupEngine(), startMediaClients()]);
});
afterAll(async () => {
  await clients.close();
  await engine.close();
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.close()));
  await room.close();
  pages = [];
});

async function openRoom(...videoCodecs: string[]): Promise<void> {
  room = await engine.openRoom(`codecs-${(count += 1)}`, { videoCodecs });
}
async function page(): Promise<MediaClient> {
  const client = await clients.create();
  pages.push(client);
  return client;
}
const codecOf = (peerId: string, source = 'camera') =>
  room.tracks().find((track) => track.peerId === peerId && track.source === source)?.mimeType;

/** The room as a browser meets it that knows only these codecs. */
function knowing(...names: string[]): MediaRoom {
  const known = new Set(['audio/opus', ...names.map((name) => `video/${name}`.toLowerCase())]);
  return {
    admit: (peerId, permissions) => room.admit(peerId, permissions),
    onFact: (listener: (fact: MediaFact) => void) => room.onFact(listener),
    request(peerId, generation, message) {
      const { type, rtpCapabilities } = message as {
        type: string;
        rtpCapabilities?: { codecs: { mimeType: string }[] };
      };
      if (type !== 'join' || !rtpCapabilities) return room.request(peerId, generation, message);
      const codecs = rtpCapabilities.codecs.filter(({ mimeType }) => known.has(mimeType.toLowerCase()));
      return room.request(peerId, generation, { type, rtpCapabilities: { ...rtpCapabilities, codecs } });
    },
  } as MediaRoom;
}

describe('a browser that does not know the preferred codec', { timeout: 90_000 }, () => {
  it('[PAGE-54] that comes later gets the picture that is there already in the first codec it knows', async () => {
    await openRoom('AV1', 'VP9', 'VP8');
    const [agent, buyer] = await Promise.all([page(), page()]);
    await agent.join(room, 'agent', MAY);
    await agent.publish('camera', { simulcast: true });
    await waitUntil(() => codecOf('agent') === 'video/AV1' || `the agent sends ${codecOf('agent')}`);
    await buyer.join(knowing('VP8', 'H264'), 'buyer', MAY);
    await buyer.sees();
    expect(codecOf('agent')).toBe('video/VP8');
    // What is sent from then on, and by whoever comes then, needs no second way.
    await Promise.all([agent.publish('screen'), buyer.publish('camera')]);
    await Promise.all([buyer.sees('screen'), agent.sees()]);
    expect([codecOf('agent', 'screen'), codecOf('buyer')]).toEqual(['video/VP8', 'video/VP8']);
    const supervisor = await page();
    const grant = await supervisor.join(room, 'supervisor', MAY);
    expect(grant.videoCodecs).toEqual(['VP8']);
    await supervisor.sees();
  });

  it('[MEDIA-30] that is there first is sent the first codec it knows', async () => {
    await openRoom('VP9', 'VP8');
    const [agent, buyer] = await Promise.all([page(), page()]);
    await buyer.join(knowing('VP8'), 'buyer', MAY);
    await agent.join(room, 'agent', MAY);
    await agent.publish('camera', { simulcast: true });
    await buyer.sees();
    expect(codecOf('agent')).toBe('video/VP8');
  });

  it('[MEDIA-30] that knows none of them changes nothing for the others', async () => {
    await openRoom('VP9');
    const [agent, buyer, other] = await Promise.all([page(), page(), page()]);
    await agent.join(room, 'agent', MAY);
    await agent.publish('camera', { simulcast: true });
    await buyer.join(knowing('VP8'), 'buyer', MAY);
    await other.join(room, 'other', MAY);
    await other.sees();
    expect(codecOf('agent')).toBe('video/VP9');
  });
});
