import { percentile } from '../../bench/join/figures.ts';
import { type BenchReport, type Goal, machineFacts } from '../../bench/report.ts';
import { closeBrowsers } from '../../support/browser/chromium.ts';
import { startLivekit } from '../../support/livekit/livekit-servers.ts';
import { killNode, killUnderPlain, stopNode, takeRedisAway } from './faults.ts';
import { PlainPages } from './plain-call.ts';
import { Product } from './product-call.ts';

const REDIS_AWAY_S = 20;
/** It takes seconds each time, and never much more or less. */
const PLAIN_RUNS = 3;
/** Of each call four before the fault and four after it. */
const FILES = 8;

/** Does to a LiveKit cluster what happens to clusters, with a call of the product on it that is recorded, and measures
 *  what its two sides see; beside it a page of livekit-client's own.
 *  @param args how often each node fault is done, 10 unless said. */
export async function run([runs = '10']: string[]): Promise<BenchReport> {
  const servers = await startLivekit({ nodes: 2 });
  const product = await Product.start(servers);
  const plainPages = await PlainPages.start(servers);
  const cluster = { servers, engine: product.engine };
  try {
    const killed = await times(Number(runs), () => product.withCall((call) => killNode(cluster, call)));
    const stopped = await times(Number(runs), () => product.withCall((call) => stopNode(cluster, call)));
    const redisAway = await product.withCall((call) => takeRedisAway(cluster, call, REDIS_AWAY_S));
    const plain = (await times(PLAIN_RUNS, () => killUnderPlain(cluster, plainPages))).flat();

    const noticed = killed.map((one) => one.noticed);
    const gaps = stopped.flatMap(({ agent, buyer }) => [agent, buyer]);
    const back = (side: 'agent' | 'buyer') => killed.map((one) => one[side]);
    const missing = [...killed, ...stopped].reduce((sum, { playable }) => sum + FILES - playable, 0);
    return {
      results: {
        ...machineFacts(),
        faults: [
          row('node killed, noticed', noticed),
          row('node killed, agent sees again', back('agent')),
          row('node killed, buyer sees again', back('buyer')),
          row(
            'node killed, all four tracks are recorded again',
            killed.map(({ recording }) => recording),
          ),
          row('node killed, a page of livekit-client alone sees again', plain),
          row('node asked to stop, longest gap', gaps),
          row(`Redis ${REDIS_AWAY_S} s away, longest gap`, [redisAway.gap]),
        ],
      },
      goals: [
        goal('node killed: ms until we know and say so, p95', percentile(noticed, 0.95), 500),
        goal('node killed: ms until the agent sees again, p95', percentile(back('agent'), 0.95), 1500),
        goal('node killed: ms until the buyer sees again, p95', percentile(back('buyer'), 0.95), 1500),
        goal('node asked to stop: longest ms between two frames, p95', percentile(gaps, 0.95), 500),
        goal(
          'node asked to stop: calls that it still had at its end',
          stopped.filter(({ leftBehind }) => leftBehind).length,
          0,
        ),
        goal('files of recordings, before and after, that are missing or do not play', missing, 0),
        goal(`Redis ${REDIS_AWAY_S} s away: longest ms between two frames`, redisAway.gap, 500),
        goal('Redis away: sides that were moved', redisAway.moves, 0),
        goal('Redis away: files of the recording beyond the four', redisAway.files - FILES / 2, 0),
      ],
    };
  } finally {
    await plainPages.close();
    await product.close();
    await closeBrowsers();
    await servers.close();
  }
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
