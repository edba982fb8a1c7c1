import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FactData } from '#protocol';
import { CallScene, changedTo } from '../support/call-scene.ts';
import type { MemberClient, VisitorClient } from '../support/client.ts';
import { startLivekitEngine } from '../support/livekit/livekit-engine.ts';
import {
  clusterIsHere,
  type LivekitNode,
  type LivekitServers,
  startLivekit,
} from '../support/livekit/livekit-servers.ts';
import { waitUntil } from '../support/wait-until.ts';

describe.skipIf(!clusterIsHere)('a node of LiveKit', () => {
  let servers: LivekitServers;
  let scene: CallScene;
  let lan: MemberClient;
  let buyer: VisitorClient;

  beforeAll(async () => {
    servers = await startLivekit({ nodes: 2 });
  });
  afterAll(() => servers?.close());
  afterEach(() => scene.close());

  /** A call, and the node that carries it. */
  async function activeCall() {
    scene = await CallScene.start({ ...servers.variables, LOG_LEVEL: 'fatal' });
    [lan, buyer] = [await scene.agent(), await scene.buyer()];
    const { callId, grants } = await scene.activeCall(buyer, lan);
    return { callId, url: addressIn(grants.buyer), node: nodeAt(addressIn(grants.buyer)) };
  }
  function nodeAt(url: string): LivekitNode {
    const node = servers.nodes.find((one) => one.url === url);
    if (!node) throw new Error(`no node at ${url}`);
    return node;
  }
  /** Both sides are handed over to another node, and the call goes on. */
  async function bothMove(callId: string, from: string) {
    for (const client of [buyer, lan]) {
      const moved = await client.next('call:moved');
      expect(moved.call).toMatchObject({ id: callId, state: { status: 'active' } });
      expect(addressIn(moved.grant)).not.toBe(from);
      await scene.join(client, callId, moved.grant);
    }
    expect((await buyer.command('call:current', { fresh: false })).call?.state.status).toBe('active');
    await buyer.command('call:hangUp', { callId });
    expect((await changedTo(lan, callId, 'ended')).state).toMatchObject({ reason: 'buyer_hung_up' });
  }

  it('[ENGINE-5] that is killed hands its calls to another; they go on there', async () => {
    const { callId, url, node } = await activeCall();
    node.signal('SIGKILL');
    await bothMove(callId, url);
    await node.restart();
  });

  it('[ENGINE-6] that is asked to stop has its calls moved while it still carries them, and gets no new one', async () => {
    const { callId, url, node } = await activeCall();
    node.signal('SIGTERM');
    await bothMove(callId, url);
    expect(node.alive()).toBe(true);
    const { call, grants } = await scene.activeCall(buyer, lan);
    expect(addressIn(grants.agent)).not.toBe(url);
    await buyer.command('call:hangUp', { callId: call.id });
  });
});

it.skipIf(!clusterIsHere)(
  '[ENGINE-5] a node that is killed is known to be gone within half a second',
  async () => {
    const { engine, servers, close } = await startLivekitEngine({ nodes: 2 });
    let ticking: NodeJS.Timeout | undefined;
    try {
      await waitUntil(() => engine.nodes.every(({ up }) => up) || 'not all nodes are there');
      servers.nodes[0]?.signal('SIGKILL');
      // Counted in this very process: while the machine does not let it run, it does not count either.
      let ticks = 0;
      ticking = setInterval(() => (ticks += 1), 10);
      await waitUntil(() => engine.nodes.some(({ up }) => !up) || 'still taken for alive');
      expect(ticks).toBeLessThanOrEqual(50);
    } finally {
      clearInterval(ticking);
      await close();
    }
  },
);

function addressIn(grant: FactData<'call:moved'>['grant']): string {
  if (grant.engine !== 'livekit') throw new Error(`a grant of ${grant.engine}`);
  return grant.url;
}
