import type { CallFigures } from './measure-call.ts';

/** Median and 95th percentile, rounded to whole milliseconds. */
export interface Spread {
  p50: number;
  p95: number;
}

/** What one contestant did under one condition. */
export interface ContestantFigures {
  calls: number;
  /** Calls in which a picture was missing after 20 s. */
  failed: number;
  buyer: Spread;
  agent: Spread;
  /** The camera's own size at the buyer. */
  buyerFull?: Spread;
}

/** Interpolated percentile (Hyndman and Fan's type 7); NaN when there is nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

function spread(values: readonly number[]): Spread {
  return { p50: Math.round(percentile(values, 0.5)), p95: Math.round(percentile(values, 0.95)) };
}

/** Sums up the calls of one contestant. */
export function sumUp(calls: readonly CallFigures[], failed: number): ContestantFigures {
  const full = calls.flatMap(({ buyerFullMs }) => buyerFullMs ?? []);
  return {
    calls: calls.length + failed,
    failed,
    buyer: spread(calls.map((call) => call.buyerMs)),
    agent: spread(calls.map((call) => call.agentMs)),
    ...(full.length > 0 ? { buyerFull: spread(full) } : {}),
  };
}

/** How many times the baseline's figure ours is. */
export function ratio(ours: number, baseline: number): number {
  return Math.round((ours / baseline) * 1000) / 1000;
}
