import path from 'node:path';
import { startLivekitNode } from '../livekit-node.ts';
import { createStar, type LinkConditions } from '../net/star.ts';
import { machineFacts, type BenchReport } from '../report.ts';
import { barePages } from './bare-pages.ts';
import type { Contestant } from './contestant.ts';
import { ratio, sumUp, type ContestantFigures, type Spread } from './figures.ts';
import { joinGoals, livekitJoinGoals } from './goals.ts';
import { measureCall, ringingMs, type CallFigures } from './measure-call.ts';
import { startPerson } from './person.ts';
import { startProductContestant } from './product-contestant.ts';

/** Both contestants under one condition of the network. */
export interface ConditionFigures {
  rttMs: number;
  lossPercent: number;
  bare: ContestantFigures;
  product: ContestantFigures;
  /** product ÷ bare. */
  ratio: { buyer: Spread; agent: Spread };
}

const conditions: LinkConditions[] = [
  { rttMs: 0, lossPermille: 0 },
  { rttMs: 50, lossPermille: 0 },
  { rttMs: 100, lossPermille: 0 },
  { rttMs: 50, lossPermille: 20 },
];
const leastCalls = 12;

/**
 * Measures *Answer* → first frame at the buyer and at the agent, calls of the bare page and of the product in turn.
 * `--calls=N` makes more of them, `--rtt=N` keeps one round trip only, `--loss=N` one share of lost packets (per cent). With `--engine livekit` both are on a LiveKit
 * server, and the bare page is that of a plain livekit-client.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const option = (name: string) =>
    args.map((arg) => new RegExp(`^--${name}=(\\d+)$`).exec(arg)?.[1]).find(Boolean);
  const onLivekit = /--engine[ =]livekit\b/.test(args.join(' '));
  const calls = Math.max(leastCalls, Number(option('calls') ?? leastCalls));
  const rtt = option('rtt');
  const loss = option('loss');
  const chosen = conditions.filter(
    ({ rttMs, lossPermille }) =>
      (rtt === undefined || rttMs === Number(rtt)) &&
      (loss === undefined || lossPermille === Number(loss) * 10),
  );
  const figures: ConditionFigures[] = [];
  for (const condition of chosen) figures.push(await measureCondition(condition, calls, onLivekit));
  const engine = onLivekit ? 'livekit' : 'mediasoup';
  return {
    results: { ...machineFacts(), engine, callsEach: calls, ringingMs, conditions: figures },
    goals: onLivekit ? livekitJoinGoals(figures) : joinGoals(figures),
  };
}

async function measureCondition(
  condition: LinkConditions,
  calls: number,
  onLivekit: boolean,
): Promise<ConditionFigures> {
  const closers: (() => Promise<void>)[] = [];
  const kept = <Closable extends { close(): Promise<void> }>(each: Closable): Closable => {
    closers.unshift(() => each.close());
    return each;
  };
  try {
    const star = kept(await createStar(condition));
    const livekit = onLivekit ? kept(await startLivekitNode(star.server)) : undefined;
    const folder = path.join(import.meta.dirname, livekit ? 'bare-livekit' : 'bare');
    const bare = kept(await barePages(folder, livekit?.variables)(star));
    const product = kept(await startProductContestant(livekit?.variables)(star));
    const origins = [bare.origin, product.origin];
    const buyer = kept(await startPerson(star.buyer, origins));
    const agent = kept(await startPerson(star.agent, origins));
    const taken = new Map<Contestant, { calls: CallFigures[]; failed: number }>();
    for (const contestant of [bare, product]) taken.set(contestant, { calls: [], failed: 0 });
    for (let call = 1; call <= calls; call++) {
      for (const [contestant, figures] of taken) {
        star.seed(call);
        try {
          const measured = await measureCall(contestant, buyer, agent);
          figures.calls.push(measured);
          say(
            condition,
            call,
            contestant,
            `buyer ${measured.buyerMs.toFixed(0)} ms (full size ${measured.buyerFullMs?.toFixed(0) ?? '–'}), agent ${measured.agentMs.toFixed(0)} ms`,
          );
        } catch (error) {
          figures.failed++;
          say(condition, call, contestant, String(error));
        }
      }
    }
    return compare(condition, sumUpOf(taken, bare), sumUpOf(taken, product));
  } finally {
    for (const close of closers) await close().catch((error: unknown) => console.error(error));
  }
}

function sumUpOf(taken: Map<Contestant, { calls: CallFigures[]; failed: number }>, contestant: Contestant) {
  const { calls = [], failed = 0 } = taken.get(contestant) ?? {};
  return sumUp(calls, failed);
}

function compare(
  condition: LinkConditions,
  bare: ContestantFigures,
  product: ContestantFigures,
): ConditionFigures {
  const shares = (who: 'buyer' | 'agent'): Spread => ({
    p50: ratio(product[who].p50, bare[who].p50),
    p95: ratio(product[who].p95, bare[who].p95),
  });
  return {
    rttMs: condition.rttMs,
    lossPercent: condition.lossPermille / 10,
    bare,
    product,
    ratio: { buyer: shares('buyer'), agent: shares('agent') },
  };
}

function say(condition: LinkConditions, call: number, contestant: Contestant, what: string): void {
  console.error(
    `${condition.rttMs} ms, ${condition.lossPermille / 10} % lost, call ${call}, ${contestant.name}: ${what}`,
  );
}
