import { setTimeout as pause } from 'node:timers/promises';
import type { LivekitEngine } from '../../../sfu/livekit/engine.ts';
import { carrierOf } from '../../support/livekit/livekit-engine.ts';
import type { LivekitNode, LivekitServers } from '../../support/livekit/livekit-servers.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { longestGap } from './gaps.ts';
import type { PlainPages } from './plain-call.ts';
import type { ProductCall } from './product-call.ts';
import { backAfter } from './watched.ts';

const WATCH_AFTER_S = 3;

/** What is done to a cluster with a call on it, and what its two sides saw of it; all times in ms. */
export interface Cluster {
  readonly servers: LivekitServers;
  readonly engine: LivekitEngine;
}

/** Kills the node under the call. */
export async function killNode(cluster: Cluster, call: ProductCall) {
  const node = carrierOf(cluster.engine, cluster.servers);
  const at = Date.now();
  node.signal('SIGKILL');
  await movedBoth(call);
  const noticed = Math.min(...call.movedAt) - at;
  const [agent, buyer, recording] = await Promise.all([
    backAfter(call.pages[0], at),
    backAfter(call.pages[1], at),
    call.recordingGoesOn(),
  ]);
  await pause(WATCH_AFTER_S * 1000);
  const files = await call.end();
  await comesBack(cluster, node);
  return { noticed, agent, buyer, recording: recording - at, ...files };
}

/** Asks the node under the call to stop. */
export async function stopNode(cluster: Cluster, call: ProductCall) {
  const node = carrierOf(cluster.engine, cluster.servers);
  const at = Date.now();
  node.signal('SIGTERM');
  await movedBoth(call);
  const leftBehind = !node.alive();
  await call.recordingGoesOn();
  await pause(WATCH_AFTER_S * 1000);
  const [agent = Infinity, buyer = Infinity] = await gapsSince(call, at);
  const files = await call.end();
  await comesBack(cluster, node);
  return { agent, buyer, leftBehind, ...files };
}

/** Ends Redis, and starts it again with its data. */
export async function takeRedisAway({ servers }: Cluster, call: ProductCall, seconds: number) {
  const at = Date.now();
  await servers.redis?.stop();
  await pause(seconds * 1000);
  await servers.redis?.start();
  await pause(WATCH_AFTER_S * 1000);
  const gap = Math.max(...(await gapsSince(call, at)));
  return { gap, moves: call.movedAt.length, ...(await call.end()) };
}

/** Kills the node under a call of livekit-client's own; answers how long each side looked at nothing. */
export async function killUnderPlain(cluster: Cluster, pages: PlainPages): Promise<readonly number[]> {
  const { servers, engine } = cluster;
  const [node] = servers.nodes;
  const nodeId = engine.nodes.find(({ apiUrl }) => apiUrl === node?.apiUrl)?.id;
  if (!node || nodeId === undefined) throw new Error('there is no node to kill');
  const back = await pages.withCall({ node, nodeId }, async (watched) => {
    const at = Date.now();
    node.signal('SIGKILL');
    return Promise.all(watched.map(async (page) => backAfter(page, at)));
  });
  await comesBack(cluster, node);
  return back;
}

function movedBoth({ movedAt }: ProductCall): Promise<void> {
  return waitUntil(() => movedAt.length >= 2 || `${movedAt.length} sides moved`, 30_000);
}

function gapsSince({ pages }: ProductCall, at: number): Promise<number[]> {
  return Promise.all(pages.map(async (page) => longestGap(await page.framesShown(at), at, Date.now())));
}

async function comesBack({ engine }: Cluster, node: LivekitNode): Promise<void> {
  await node.restart();
  await waitUntil(() => engine.nodes.every(({ up }) => up) || 'the node is not known again', 30_000);
}
