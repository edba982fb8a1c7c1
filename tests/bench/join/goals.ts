import type { Goal } from '../report.ts';
import type { ConditionFigures } from './index.ts';

/** What is to be reached on LiveKit, as shares of a plain livekit-client's figures in the same run. */
export function livekitJoinGoals(conditions: readonly ConditionFigures[]): Goal[] {
  const far = conditions.find((each) => each.rttMs === 100 && each.lossPercent === 0);
  const goals = (far ? (['buyer', 'agent'] as const) : []).map((who) => {
    const value = far?.ratio[who].p50 ?? Number.NaN;
    return { what: `${who}’s first frame at 100 ms, p50, × plain`, value, limit: 0.3, ok: value <= 0.3 };
  });
  const value = blindCalls(conditions);
  return [...goals, { what: 'calls of the product without a picture', value, limit: 0, ok: value === 0 }];
}

/** What is to be reached, as shares of the bare page's figures in the same run. */
export function joinGoals(conditions: readonly ConditionFigures[]): Goal[] {
  const far = conditions.find((each) => each.rttMs === 100 && each.lossPercent === 0);
  const lossy = conditions.find((each) => each.lossPercent > 0);
  const goals: Goal[] = [];
  const reach = (what: string, value: number, limit: number) =>
    goals.push({ what, value, limit, ok: value <= limit });
  if (far) {
    reach('buyer’s first frame at 100 ms, p50, × bare', far.ratio.buyer.p50, 0.18);
    reach('agent’s first frame at 100 ms, p50, × bare', far.ratio.agent.p50, 0.3);
  }
  if (lossy) {
    reach('buyer’s first frame at 50 ms and 2 % loss, p50, × bare', lossy.ratio.buyer.p50, 0.18);
    reach('buyer’s first frame at 50 ms and 2 % loss, p95, × bare', lossy.ratio.buyer.p95, 0.3);
  }
  reach('calls of the product without a picture', blindCalls(conditions), 0);
  return goals;
}

function blindCalls(conditions: readonly ConditionFigures[]): number {
  return conditions.reduce((sum, each) => sum + each.product.failed, 0);
}
