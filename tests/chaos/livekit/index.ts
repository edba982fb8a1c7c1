import { setTimeout as pause } from 'node:timers/promises';
import type { MediaFact, MediaRoom } from '../../../sfu/media-engine.ts';
import { percentile } from '../../bench/join/figures.ts';
import { type BenchReport, type Goal, machineFacts } from '../../bench/report.ts';
import { type LivekitUnderTest, startLivekitEngine } from '../../support/livekit/livekit-engine.ts';
import type { LivekitNode } from '../../support/livekit/livekit-servers.ts';
import { closeBrowsers } from '../../support/browser/chromium.ts';
import { type MediaClient, startMediaClients } from '../../support/media/media-client.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { gapAt, longestGap } from './gaps.ts';

const ALL = { publish: ['microphone', 'camera', 'screen', 'screen_audio'], subscribe: true } as const;
const REDIS_AWAY_S = 20;
const WATCH_AFTER_S = 3;

/** A call of two pages, both cameras on, and what the engine has told of it. */
interface Call {
  readonly room: MediaRoom;
  readonly facts: { readonly fact: MediaFact; readonly at: number }[];
  readonly pages: readonly [agent: MediaClient, buyer: MediaClient];
}

/** Does to a LiveKit cluster what happens to clusters, with a call on it, and measures what its two sides see.
 *  @param args how often each node fault is done, 10 unless said. */
export async function run([runs = '10']: string[]): Promise<BenchReport> {
  // A page that is not in front is shown one frame a second: each side has a window of its own.
  const windows = await Promise.all([startMediaClients(), startMediaClients()]);
  const under = await startLivekitEngine({ nodes: 2 });
  let count = 0;

  async function withCall<T>(work: (call: Call) => Promise<T>): Promise<T> {
    const room = await under.engine.openRoom(`chaos-${(count += 1)}`, { videoCodecs: [] });
    const facts: Call['facts'] = [];
    room.onFact((fact) => facts.push({ fact, at: Date.now() }));
    const [agent, buyer] = await Promise.all([windows[0].create(), windows[1].create()]);
    try {
      await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', ALL)]);
      await Promise.all(
        [agent, buyer].flatMap((page) => [
          page.publish('camera', { simulcast: true }),
          page.publish('microphone'),
        ]),
      );
      await Promise.all([agent.sees(), buyer.sees()]);
      return await work({ room, facts, pages: [agent, buyer] });
    } finally {
      await Promise.all([agent.close(), buyer.close()]);
      await room.close();
    }
  }

  try {
    const killed = await times(Number(runs), () => withCall((call) => killNode(under, call)));
    const stopped = await times(Number(runs), () => withCall((call) => stopNode(under, call)));
    const redisAway = await withCall((call) => takeRedisAway(under, call));
    const noticed = killed.map(({ noticedMs }) => noticedMs);
    const back = (side: 'agent' | 'buyer') => killed.map((one) => one[side]);
    const gaps = stopped.flatMap(({ agent, buyer }) => [agent, buyer]);
    const goals: Goal[] = [
      goal('node killed: ms until we know, p95', percentile(noticed, 0.95), 500),
      goal(
        'node killed: ms until the agent sees the buyer again, p95',
        percentile(back('agent'), 0.95),
        1500,
      ),
      goal(
        'node killed: ms until the buyer sees the agent again, p95',
        percentile(back('buyer'), 0.95),
        1500,
      ),
      goal('node asked to stop: longest ms between two frames, p95', percentile(gaps, 0.95), 500),
      goal(
        'node asked to stop: calls that it still had at its end',
        stopped.filter(({ left }) => left).length,
        0,
      ),
      goal(`Redis ${REDIS_AWAY_S} s away: longest ms between two frames`, redisAway.gap, 500),
      goal('Redis away: sides that were moved', redisAway.moves, 0),
    ];
    const results = [
      row('node killed, noticed', noticed),
      row('node killed, agent sees again', back('agent')),
      row('node killed, buyer sees again', back('buyer')),
      row('node asked to stop, longest gap', gaps),
      row(`Redis ${REDIS_AWAY_S} s away, longest gap`, [redisAway.gap]),
    ];
    return { results: { ...machineFacts(), faults: results }, goals };
  } finally {
    await Promise.all(windows.map((window) => window.close()));
    await closeBrowsers();
    await under.close();
  }
}

/** The node under the call, by where its rooms are. */
function carrier({ engine, servers }: LivekitUnderTest): LivekitNode {
  const busy = engine.nodes.find(({ rooms }) => rooms > 0);
  const node = servers.nodes.find(({ apiUrl }) => apiUrl === busy?.apiUrl);
  if (!node) throw new Error('no node carries the call');
  return node;
}

async function killNode(under: LivekitUnderTest, { facts, pages: [agent, buyer] }: Call) {
  const node = carrier(under);
  const at = Date.now();
  node.signal('SIGKILL');
  const moved = () => facts.filter(({ fact }) => fact.type === 'peerMoved');
  await waitUntil(() => moved().length === 2 || 'nobody moved');
  const noticedMs = (moved()[0]?.at ?? Infinity) - at;
  const [forAgent, forBuyer] = await Promise.all([backAfter(agent, at), backAfter(buyer, at)]);
  await node.restart();
  await waitUntil(() => under.engine.nodes.every(({ up }) => up) || 'the node is not known again');
  return { noticedMs, agent: forAgent, buyer: forBuyer };
}

/** How long after a fault frames are shown again. */
async function backAfter(page: MediaClient, at: number): Promise<number> {
  let back: number | undefined;
  await waitUntil(async () => {
    back = gapAt(await page.framesShown(at - 1000), at);
    return back !== undefined || 'no picture yet';
  }, 30_000);
  return back ?? Infinity;
}

async function stopNode(under: LivekitUnderTest, { facts, pages }: Call) {
  const node = carrier(under);
  const at = Date.now();
  node.signal('SIGTERM');
  const movedAll = () => facts.filter(({ fact }) => fact.type === 'peerMoved').length === 2;
  await waitUntil(() => movedAll() || 'nobody moved', 30_000);
  const left = !node.alive();
  await pause(WATCH_AFTER_S * 1000);
  const [agent = Infinity, buyer = Infinity] = await Promise.all(
    pages.map(async (page) => longestGap(await page.framesShown(at), at, Date.now())),
  );
  await node.restart();
  await waitUntil(() => under.engine.nodes.every(({ up }) => up) || 'the node is not known again');
  return { agent, buyer, left };
}

async function takeRedisAway({ servers }: LivekitUnderTest, { facts, pages }: Call) {
  const at = Date.now();
  await servers.redis?.stop();
  await pause(REDIS_AWAY_S * 1000);
  await servers.redis?.start();
  await pause(WATCH_AFTER_S * 1000);
  const gaps = await Promise.all(
    pages.map(async (page) => longestGap(await page.framesShown(at), at, Date.now())),
  );
  const moves = facts.filter(({ fact, at: when }) => fact.type === 'peerMoved' && when > at).length;
  return { gap: Math.max(...gaps), moves };
}

async function times<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index += 1) results.push(await work());
  return results;
}

function row(fault: string, ms: readonly number[]) {
  const at = (share: number) => Math.round(percentile(ms, share));
  return { fault, runs: ms.length, p50: at(0.5), p95: at(0.95) };
}

function goal(what: string, value: number, limit: number): Goal {
  return { what, value, limit, ok: value <= limit };
}
