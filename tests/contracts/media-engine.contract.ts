import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaFact, MediaRoom } from '../../sfu/media-engine.ts';
import { startMediaClients, type MediaClient, type MediaClients } from '../support/media/media-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

const ALL = { publish: ['microphone', 'camera', 'screen', 'screen_audio'], subscribe: true } as const;
const WATCH = { publish: [], subscribe: true } as const;
const WAIT = { publish: ALL.publish, subscribe: false } as const;
const POLICY = { videoCodecs: [] };

/** What every media engine promises; media is proven by what the other side decodes. */
export function mediaEngineContract(
  name: string,
  isHere: boolean,
  createEngine: () => Promise<EngineUnderTest>,
): void {
  // Several pages of a real browser encode and decode here: a busy machine takes its time.
  describe.skipIf(!isHere)(`media engine: ${name}`, { timeout: 90_000 }, () => {
    let under: EngineUnderTest;
    let clients: MediaClients;
    let opened: { room: MediaRoom; facts: MediaFact[] }[] = [];
    let pages: MediaClient[] = [];
    let count = 0;

    beforeAll(async () => {
      [under, clients] = await Promise.all([createEngine(), startMediaClients()]);
    });
    afterAll(async () => {
      await clients?.close();
      await under?.close();
    });
    afterEach(async () => {
      await Promise.all(pages.map((page) => page.close()));
      await Promise.all(opened.map(({ room }) => room.close()));
      opened = [];
      pages = [];
    });

    async function openRoom(engine = under.engine): Promise<{ room: MediaRoom; facts: MediaFact[] }> {
      const room = await engine.openRoom(`room-${(count += 1)}`, POLICY);
      const facts: MediaFact[] = [];
      room.onFact((fact) => facts.push(fact));
      opened.push({ room, facts });
      return { room, facts };
    }
    async function page(): Promise<MediaClient> {
      const client = await clients.create();
      pages.push(client);
      return client;
    }
    /** A room with two pages in it, the agent's camera and microphone on. */
    async function call(buyerMay: typeof ALL | typeof WATCH | typeof WAIT = ALL) {
      const { room, facts } = await openRoom();
      const [agent, buyer] = await Promise.all([page(), page()]);
      await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', buyerMay)]);
      await Promise.all([agent.publish('camera', { simulcast: true }), agent.publish('microphone')]);
      return { room, facts, agent, buyer };
    }
    const trackOf = (room: MediaRoom, peerId: string, source: string) =>
      room.tracks().find((track) => track.peerId === peerId && track.source === source);

    it('[MEDIA-10] opens a room once, however often it is asked, and knows it by its id', async () => {
      const { room } = await openRoom();
      const again = await Promise.all([1, 2].map(() => under.engine.openRoom(room.id, POLICY)));
      expect(again).toEqual([room, room]);
      expect(under.engine.room(room.id)).toBe(room);
      await room.close();
      await room.close();
      expect(under.engine.room(room.id)).toBeUndefined();
      await expect(room.admit('agent', ALL)).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('[MEDIA-11] carries picture and sound both ways, and tells who publishes and who is connected', async () => {
      const { room, facts, agent, buyer } = await call();
      await Promise.all([buyer.publish('camera'), buyer.publish('microphone')]);
      await Promise.all([buyer.sees(), buyer.hears(), agent.sees(), agent.hears()]);
      expect(
        room
          .tracks()
          .map(({ peerId, source }) => `${peerId} ${source}`)
          .toSorted(),
      ).toEqual(['agent camera', 'agent microphone', 'buyer camera', 'buyer microphone']);
      expect(trackOf(room, 'agent', 'camera')).toMatchObject({
        kind: 'video',
        mimeType: 'video/VP8',
        muted: false,
      });
      for (const peerId of ['agent', 'buyer'])
        expect(facts).toContainEqual({ type: 'peerConnected', peerId });
      await waitUntil(() => facts.some(({ type }) => type === 'quality') || 'nothing said of the quality');
    });

    it.each(['H264', 'VP9', 'AV1'])('[MEDIA-1] carries %s where the policy wants it', async (codec) => {
      const room = await under.engine.openRoom(`room-${codec}`, { videoCodecs: [codec, 'VP8'] });
      opened.push({ room, facts: [] });
      const [agent, buyer] = await Promise.all([page(), page()]);
      await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', WATCH)]);
      await agent.prepare('camera', { simulcast: true });
      await agent.publish('camera', { simulcast: true });
      await buyer.sees();
      expect(trackOf(room, 'agent', 'camera')?.mimeType).toBe(`video/${codec}`);
      const sizes = (await buyer.report()).stats.find(({ source }) => source === 'camera');
      expect(sizes?.codec).toBe(`video/${codec}`);
    });

    it('[MEDIA-12] lets nothing through to a peer that may not receive, and everything without a message from its page once it may', async () => {
      const { room, agent, buyer } = await call(WAIT);
      await waitUntil(() => room.tracks().length === 2 || 'the tracks are not there');
      await waitUntil(async () => {
        const { stats } = await agent.report();
        return (stats.find(({ source }) => source === 'camera')?.frames ?? 0) > 10 || 'nothing is sent yet';
      });
      // At most the still that holds the place of a camera may be there.
      expect(await buyer.firstFrames()).toEqual([]);
      expect(await buyer.energy()).toBe(0);
      const asked = buyer.requests;
      await room.setPermissions('buyer', ALL);
      await Promise.all([buyer.sees(), buyer.hears()]);
      expect(buyer.requests).toBe(asked);
      await room.setPermissions('buyer', WAIT);
      await Promise.all([buyer.receivesNothing('camera'), buyer.receivesNothing('microphone')]);
    });

    it('[MEDIA-13] refuses a source that a peer may not publish, and ends it when the right is taken away', async () => {
      const { room } = await openRoom();
      const [agent, buyer] = await Promise.all([page(), page()]);
      await agent.join(room, 'agent', { publish: ['microphone'], subscribe: true });
      await buyer.join(room, 'buyer', WATCH);
      await expect(agent.publish('camera')).rejects.toThrow('forbidden');
      expect(room.tracks()).toEqual([]);
      await agent.publish('microphone');
      await buyer.hears();
      await room.setPermissions('agent', WATCH);
      await waitUntil(async () => (await buyer.report()).tracks.length === 0 || 'the track is still there');
      await waitUntil(() => room.tracks().length === 0 || 'the server has it still');
    });

    it('[MEDIA-14] admits a peer again in place of its earlier admission: no ghost, and no word from the old page counts', async () => {
      const { room, facts, agent, buyer } = await call();
      await buyer.sees();
      const ended = trackOf(room, 'agent', 'camera')?.trackId;
      agent.follow(room, 'nobody');
      const reloaded = await page();
      const grant = await reloaded.join(room, 'agent', ALL);
      await reloaded.publish('camera', { simulcast: true });
      await waitUntil(async () => {
        const { tracks } = await buyer.report();
        return (tracks.length === 1 && tracks[0]?.source === 'camera') || tracks;
      });
      await buyer.sees();
      expect(facts).toContainEqual({ type: 'trackEnded', trackId: ended, peerId: 'agent' });
      await expect(
        room.request('agent', grant.generation - 1, { type: 'restartIce', direction: 'send' }),
      ).rejects.toMatchObject({ code: 'conflict' });
    });

    it('[MEDIA-15] shows that an owner turned a track off, lets nothing of it through, and shows it again', async () => {
      const { agent, buyer } = await call();
      await Promise.all([buyer.sees(), buyer.hears()]);
      await Promise.all([agent.setMuted('microphone', true), agent.setMuted('camera', true)]);
      await waitUntil(
        async () => (await buyer.report()).tracks.every(({ muted }) => muted) || 'not shown as muted',
      );
      await Promise.all([buyer.receivesNothing('camera'), buyer.receivesNothing('microphone')]);
      await Promise.all([agent.setMuted('microphone', false), agent.setMuted('camera', false)]);
      await Promise.all([buyer.sees(), buyer.hears()]);
      expect((await buyer.report()).tracks.some(({ muted }) => muted)).toBe(false);
    });

    it('[MEDIA-16] turns a track off for everybody whatever its page does, tells the page, and allows it again', async () => {
      const { room, agent, buyer } = await call();
      await buyer.hears();
      await room.mute('agent', 'microphone', true);
      await waitUntil(async () => {
        const { tracks } = await buyer.report();
        return tracks.every(({ source, muted }) => source !== 'microphone' || muted) || 'not shown as off';
      });
      await agent.setMuted('microphone', true);
      await agent.setMuted('microphone', false);
      await buyer.receivesNothing('microphone');
      expect((await agent.report()).mutedByOther).toEqual([{ source: 'microphone', muted: true }]);
      await room.mute('agent', 'microphone', false);
      await buyer.hears();
    });

    it('[MEDIA-17] removes a peer with all it publishes', async () => {
      const { room, facts, buyer } = await call();
      await buyer.sees();
      await room.remove('agent');
      await room.remove('agent');
      await waitUntil(async () => (await buyer.report()).tracks.length === 0 || 'tracks are still there');
      expect((await buyer.report()).removed).toBe(2);
      expect(facts.filter(({ type }) => type === 'trackEnded')).toHaveLength(2);
      await expect(room.request('agent', 1, { type: 'restartIce', direction: 'send' })).rejects.toMatchObject(
        { code: 'not_found' },
      );
    });

    it('[MEDIA-18] gives a copy of a track as plain RTP, from the start and until the end that are asked for', async () => {
      const { room } = await call();
      await waitUntil(() => trackOf(room, 'agent', 'microphone') !== undefined || 'not published');
      const sockets = [createSocket('udp4'), createSocket('udp4')];
      const packets: Buffer[] = [];
      sockets[0]?.on('message', (packet) => packets.push(packet));
      try {
        for (const socket of sockets) await once(socket.bind(0, '127.0.0.1'), 'listening');
        const [rtpPort, rtcpPort] = sockets.map((socket) => socket.address().port);
        const trackId = trackOf(room, 'agent', 'microphone')?.trackId ?? '';
        const target = { ip: '127.0.0.1', rtpPort: rtpPort ?? 0, rtcpPort: rtcpPort ?? 0 };
        const tap = await room.tap(trackId, target);
        expect(tap).toMatchObject({ clockRate: 48_000, track: { source: 'microphone', peerId: 'agent' } });
        expect(packets).toHaveLength(0);
        await tap.start();
        await waitUntil(() => packets.length > 20 || `${packets.length} packets`);
        const [first] = packets;
        expect((first?.readUInt8(1) ?? 0) & 0x7f).toBe(tap.payloadType);
        expect(first?.readUInt32BE(8)).toBe(tap.ssrc);
        await Promise.all([tap.close(), tap.close()]);
        // What went out before may still be on its way.
        await pause(50);
        const { length } = packets;
        await pause(300);
        expect(packets).toHaveLength(length);
        await expect(room.tap('no-such-track', target)).rejects.toMatchObject({ code: 'not_found' });
      } finally {
        for (const socket of sockets) socket.close();
      }
    });

    it('[MEDIA-19] shows the first frame of a prepared camera without a message before it, the smallest size first, then a larger one', async () => {
      const { room } = await openRoom();
      const [agent, buyer] = await Promise.all([page(), page()]);
      await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', WATCH)]);
      await Promise.all([agent.prepare('camera', { simulcast: true }), agent.prepare('microphone')]);
      await waitUntil(async () => {
        const { tracks, connection } = await buyer.report();
        return (
          (tracks.length === 2 && connection === 'connected' && tracks.every(({ muted }) => muted)) || tracks
        );
      });
      expect(await buyer.firstFrames()).toEqual([]);
      const published = await agent.publish('camera', { simulcast: true });
      await waitUntil(async () => (await buyer.firstFrames()).length > 0 || 'no frame');
      const [first] = await buyer.firstFrames();
      // Generous for a loaded machine; the bench holds the real limit.
      expect((first?.at ?? Infinity) - published).toBeLessThan(3000);
      // A loaded machine may not show the very first, of 160 pixels.
      expect(first?.width).toBeLessThan(640);
      await waitUntil(async () => {
        const { stats } = await buyer.report();
        const width = stats.find(({ source }) => source === 'camera')?.width ?? 0;
        return width > 160 || `still ${width} pixels wide`;
      });
    });

    it('[MEDIA-34] sends a held camera in its smallest size, and in all once it is not held', async () => {
      const { room } = await openRoom();
      const [agent, buyer] = await Promise.all([page(), page()]);
      await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', WATCH)]);
      const sent = async () =>
        (await agent.report()).stats.find(({ source }) => source === 'camera')?.width ?? 0;
      await agent.prepare('camera', { simulcast: true, held: true });
      await agent.publish('camera', { simulcast: true, held: true });
      await buyer.sees();
      expect(await sent()).toBe(160);
      await agent.publish('camera', { simulcast: true });
      await waitUntil(async () => (await sent()) > 160 || 'still in its smallest size');
    });

    it('[MEDIA-20] sends a receiver the size it asks for', async () => {
      const { buyer } = await call();
      await buyer.sees();
      const camera = (await buyer.report()).tracks.find(({ source }) => source === 'camera');
      await buyer.setQuality(camera?.id ?? '', 'low');
      await waitUntil(async () => {
        const { stats } = await buyer.report();
        const width = stats.find(({ source }) => source === 'camera')?.width;
        return width === 160 || `${width} pixels wide`;
      });
    });

    it('[MEDIA-28] carries a screen as a track of its own beside the camera, and another device in the place of one', async () => {
      const { agent, buyer } = await call();
      await agent.publish('screen');
      await Promise.all([buyer.sees('camera'), buyer.sees('screen')]);
      await agent.replace('camera');
      await buyer.sees('camera');
      await agent.unpublish('screen');
      await waitUntil(async () => {
        const { tracks } = await buyer.report();
        return tracks.every(({ source }) => source !== 'screen') || 'the screen is still there';
      });
      await buyer.sees('camera');
    });

    it('[MEDIA-21] takes new ICE credentials as often as asked without losing the media', async () => {
      const { agent, buyer } = await call();
      await buyer.sees();
      for (let round = 0; round < 3; round += 1) {
        const before = [agent.requests, buyer.requests];
        await Promise.all([agent.networkCameBack(), buyer.networkCameBack()]);
        const asked = () => agent.requests > (before[0] ?? 0) && buyer.requests > (before[1] ?? 0);
        await waitUntil(() => !under.restartsIce || asked() || 'nothing was asked');
        await Promise.all([buyer.sees(), buyer.hears()]);
        expect((await buyer.report()).connection).toBe('connected');
      }
    });

    it('[MEDIA-22] tells who speaks, and when they are silent', async () => {
      const { facts, agent, buyer } = await call();
      await waitUntil(async () => (await buyer.report()).speaking[0] === 'agent' || 'nobody speaks');
      await agent.setMuted('microphone', true);
      await waitUntil(async () => (await buyer.report()).speaking.length === 0 || 'somebody still speaks');
      expect(facts).toContainEqual({ type: 'speaking', peerIds: ['agent'] });
      expect(facts).toContainEqual({ type: 'speaking', peerIds: [] });
    });

    it('[MEDIA-23] tells when a page is gone', async () => {
      const { facts, agent, buyer } = await call();
      await buyer.sees();
      await agent.close();
      pages = pages.filter((client) => client !== agent);
      await waitUntil(
        () =>
          facts.some((fact) => fact.type === 'peerDisconnected' && fact.peerId === 'agent') || 'nothing told',
      );
    });

    it('[MEDIA-24] answers wrong requests with their code and changes nothing', async () => {
      const { room } = await openRoom();
      const { generation } = await room.admit('agent', ALL);
      const ask = (message: unknown) => room.request('agent', generation, message);
      for (const message of [null, 'join', {}, { type: 'explode' }, { type: 'produce', source: 'camera' }]) {
        await expect(ask(message)).rejects.toMatchObject({ code: 'invalid_input' });
      }
      for (const [message, code] of under.wrongRequests) {
        await expect(ask(message)).rejects.toMatchObject({ code });
      }
      expect(room.tracks()).toEqual([]);
    });

    it('[MEDIA-25] opens a room anew when its carrier is killed: everybody moves, and picture and sound come back', async () => {
      const other = await createEngine();
      try {
        const { room, facts } = await openRoom(other.engine);
        const [agent, buyer] = await Promise.all([page(), page()]);
        await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', ALL)]);
        await Promise.all([agent.publish('camera', { simulcast: true }), agent.publish('microphone')]);
        await Promise.all([buyer.sees(), buyer.hears()]);
        for (let round = 0; round < 2; round += 1) {
          facts.length = 0;
          const killed = other.killCarriers();
          await waitUntil(() => facts.filter(({ type }) => type === 'peerMoved').length === 2 || facts);
          await Promise.all([buyer.sees(), buyer.hears()]);
          expect(facts.filter(({ type }) => type === 'trackEnded')).toHaveLength(2);
          // An engine may hear of a track after who sees it.
          await waitUntil(() => room.tracks().length === 2 || room.tracks());
          await killed;
          await waitUntil(() => other.engine.healthy || 'not healthy again');
        }
      } finally {
        await other.close();
      }
    });

    it('[MEDIA-26] does not bring back who was removed while the room moved', async () => {
      const other = await createEngine();
      try {
        const { room, facts } = await openRoom(other.engine);
        await room.admit('agent', ALL);
        await room.admit('buyer', ALL);
        const killed = other.killCarriers();
        await room.remove('buyer');
        await waitUntil(() => facts.some(({ type }) => type === 'peerMoved') || 'nobody moved');
        expect(new Set(facts.flatMap((fact) => (fact.type === 'peerMoved' ? fact.peerId : [])))).toEqual(
          new Set(['agent']),
        );
        await killed;
      } finally {
        await other.close();
      }
    });

    it('[MEDIA-27] spreads rooms over its carriers, and leaves nothing behind when it is closed', async () => {
      const other = await createEngine();
      for (let index = 0; index < 4; index += 1) await other.engine.openRoom(`spread-${index}`, POLICY);
      expect(other.rooms()).toEqual([2, 2]);
      expect((await other.left()).length).toBeGreaterThan(0);
      await Promise.all([other.engine.close(), other.engine.close()]);
      await waitUntil(async () => (await other.left()).length === 0 || other.left());
      expect(other.engine.healthy).toBe(false);
      await expect(other.engine.openRoom('late', POLICY)).rejects.toMatchObject({ code: 'unavailable' });
      await other.close();
    });
  });
}
