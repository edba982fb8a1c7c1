import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LivekitGrant, MediaGrant } from '#protocol';
import type { MediaFact, MediaRoom } from '../../sfu/media-engine.ts';
import { engineOn, type LivekitUnderTest, startLivekitEngine } from '../support/livekit/livekit-engine.ts';
import { livekitIsHere } from '../support/livekit/livekit-servers.ts';
import { enterRoom } from '../support/livekit/werift-page.ts';
import { startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const ALL = { publish: ['microphone', 'camera', 'screen', 'screen_audio'], subscribe: true } as const;

type Guest = ReturnType<typeof enterRoom>;

describe.skipIf(!livekitIsHere)('on LiveKit', () => {
  let under: LivekitUnderTest;
  let count = 0;
  const rooms: MediaRoom[] = [];
  const guests: Guest[] = [];

  beforeAll(async () => {
    under = await startLivekitEngine();
  });
  afterAll(() => under?.close());
  afterEach(async () => {
    for (const guest of guests.splice(0)) guest.close();
    await Promise.all(rooms.splice(0).map((room) => room.close()));
  });

  async function openRoom() {
    const room = await under.engine.openRoom(`call-${(count += 1)}`, { videoCodecs: [] });
    const facts: MediaFact[] = [];
    room.onFact((fact) => facts.push(fact));
    rooms.push(room);
    return { room, facts };
  }
  async function enter(grant: MediaGrant): Promise<Guest> {
    const guest = enterRoom(livekit(grant));
    guests.push(guest);
    await waitUntil(() => (guest.inside() && guest.refreshed() !== undefined) || 'not let in');
    return guest;
  }
  /** Whether LiveKit refuses every one of these. */
  async function allRefused(url: string, tokens: readonly (string | undefined)[]): Promise<boolean> {
    const tries = tokens.map((token) => enterRoom({ url, token: token ?? '' }));
    guests.push(...tries);
    await Promise.all(tries.map(({ refused }) => refused));
    return tries.every((guest) => !guest.inside());
  }

  it('[ENGINE-3] a token says what its holder may do in this one room, lives for seconds, and a removed peer gets in with none', async () => {
    const { room, facts } = await openRoom();
    const permissions = { publish: ['microphone'], subscribe: false } as const;
    // Somebody who may watch is there already: who may not gets no place before they may.
    await room.admit('watcher', ALL);
    const agent = livekit(await room.admit('agent', ALL));
    const buyer = livekit(await room.admit('buyer', permissions));
    const claims = decodeJwt(buyer.token);
    expect((claims.exp ?? Infinity) - (claims.nbf ?? claims.iat ?? 0)).toBeLessThanOrEqual(
      buyer.tokenMs / 1000,
    );
    expect(claims['video']).toEqual({
      roomJoin: true,
      room: expect.stringMatching(/^test\.call-\d+\.\d+$/) as string,
      canSubscribe: false,
      canPublish: true,
      canPublishSources: ['microphone'],
      canPublishData: false,
      canUpdateOwnMetadata: false,
      hidden: false,
      recorder: false,
    });
    expect(JSON.stringify(buyer)).not.toContain(under.servers.apiSecret);

    const [inAgent, inBuyer] = await Promise.all([enter(agent), enter(buyer)]);
    const tokens = [agent.token, inAgent.refreshed()];
    await room.remove('agent');
    await waitUntil(() => !inAgent.inside() || 'the agent is still in');
    expect(await allRefused(agent.url, tokens)).toBe(true);
    // The others go on, in a room of another name.
    const moved = facts.flatMap((fact) => (fact.type === 'peerMoved' ? [fact] : []));
    expect(moved.map(({ peerId }) => peerId).toSorted()).toEqual(['buyer', 'watcher']);
    await enter(moved.find(({ peerId }) => peerId === 'buyer')?.grant ?? buyer);
    expect(await allRefused(buyer.url, [buyer.token, inBuyer.refreshed()])).toBe(true);
  });

  it('[ENGINE-3] two who are removed at the same time leave one new room to the others, not two', async () => {
    const { room, facts } = await openRoom();
    const out = await Promise.all(['agent', 'buyer'].map(async (id) => livekit(await room.admit(id, ALL))));
    await room.admit('watcher', ALL);
    const before = under.engine.nodes.reduce((sum, { rooms: count }) => sum + count, 0);
    await Promise.all([room.remove('agent'), room.remove('buyer')]);
    await waitUntil(() => facts.some(({ type }) => type === 'peerMoved') || 'nobody moved');
    const moved = facts.flatMap((fact) => (fact.type === 'peerMoved' ? fact.peerId : []));
    expect(moved).toEqual(['watcher']);
    const after = under.engine.nodes.reduce((sum, { rooms: count }) => sum + count, 0);
    expect(after).toBe(before);
    const tokens = out.map(({ token }) => token);
    expect(await allRefused(out[0]?.url ?? '', tokens)).toBe(true);
  });

  it('[ENGINE-3] once a call has ended nobody gets in with any token of it', async () => {
    const { room } = await openRoom();
    const [agent, buyer] = [livekit(await room.admit('agent', ALL)), livekit(await room.admit('buyer', ALL))];
    const inside = await Promise.all([enter(agent), enter(buyer)]);
    await room.close();
    const tokens = [agent.token, buyer.token, ...inside.map((guest) => guest.refreshed())];
    expect(await allRefused(agent.url, tokens)).toBe(true);
  });

  it('[ENGINE-3] a server that was killed ends at its next start what it had left open', async () => {
    const { room } = await openRoom();
    const guest = await enter(await room.admit('agent', ALL));
    const next = await engineOn(under.servers);
    await waitUntil(() => !guest.inside() || 'still in the room of the server that was killed');
    await next.close();
  });

  it('[ENGINE-4] reports that are repeated, late or out of order tell nothing twice', async () => {
    const { room, facts } = await openRoom();
    const { receive } = under.engine.reports;
    const kept: [string, string][] = [];
    under.servers.reportTo((body, authorization) => Promise.resolve(kept.push([body, authorization])));
    const has = (event: string, times: number) => () =>
      kept.filter(([body]) => body.includes(event)).length >= times || kept.length;
    await enter(await room.admit('agent', ALL));
    await waitUntil(has('participant_joined', 1));
    const back = await room.admit('agent', ALL);
    await waitUntil(has('participant_left', 1));
    const guest = await enter(back);
    await waitUntil(has('participant_joined', 2));
    for (const [body, authorization] of [...kept, ...kept.toReversed(), ...kept]) {
      await receive(body, authorization);
    }
    under.servers.reportTo((body, authorization) => receive(body, authorization));
    expect(guest.inside()).toBe(true);
    const told = (type: MediaFact['type']) => facts.filter((fact) => fact.type === type).length;
    expect(facts.at(-1)).toEqual({ type: 'peerConnected', peerId: 'agent' });
    expect(told('peerConnected') - told('peerDisconnected')).toBe(1);
    expect(told('peerConnected')).toBeLessThanOrEqual(2);
  });

  it('[ENGINE-4] a report is believed only with the signature of our cluster', async () => {
    const { room } = await openRoom();
    const { receive } = under.engine.reports;
    let report: [string, string] | undefined;
    under.servers.reportTo((body, authorization) => Promise.resolve((report ??= [body, authorization])));
    await enter(await room.admit('agent', ALL));
    await waitUntil(() => report !== undefined || 'nothing reported');
    const [body, authorization] = report ?? ['', ''];
    await receive(body, authorization);
    for (const [wrong, signature] of [
      [body, undefined],
      [body, 'Bearer nonsense'],
      [`${body} `, authorization],
    ] as const) {
      await expect(receive(wrong, signature)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    const server = await startTestServer(under.servers.variables);
    try {
      const post = (value?: string) =>
        fetch(`${server.url}/api/livekit/webhook`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/webhook+json', ...(value ? { authorization: value } : {}) },
        });
      const answers = await Promise.all([post(), post('nonsense'), post(authorization)]);
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
    } finally {
      await server.close();
    }
  });
});

function livekit(grant: MediaGrant): LivekitGrant {
  if (grant.engine !== 'livekit') throw new Error(`a grant of ${grant.engine}`);
  return grant;
}
