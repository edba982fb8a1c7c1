import { describe, expect, it } from 'vitest';
import { percentile, ratio, sumUp } from './figures.ts';

describe('figures of the join bench', () => {
  it('interpolates percentiles', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(percentile([10, 20], 0.95)).toBeCloseTo(19.5);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('counts the calls that failed and sums up the others', () => {
    const calls = [100, 200, 300].map((buyerMs) => ({
      buyerMs,
      agentMs: 2 * buyerMs,
      buyerFullMs: buyerMs < 300 ? 900 : null,
    }));
    expect(sumUp(calls, 1)).toEqual({
      calls: 4,
      failed: 1,
      buyer: { p50: 200, p95: 290 },
      agent: { p50: 400, p95: 580 },
      buyerFull: { p50: 900, p95: 900 },
    });
  });

  it('rounds ratios to three places', () => {
    expect(ratio(200, 1333)).toBe(0.15);
  });
});
