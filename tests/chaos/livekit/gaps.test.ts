import { describe, expect, it } from 'vitest';
import { gapAt, longestGap } from './gaps.ts';

describe('[ENGINE-5] how long a picture stands still', () => {
  it('is until the first frame after the standstill that a fault began', () => {
    const times = [0, 66, 132, 198, 264, 1300, 1366, 2000];
    expect(gapAt(times, 210)).toBe(1090);
    expect(gapAt([0, 66, 132], 140)).toBeUndefined();
    expect(gapAt([900, 966], 0)).toBe(900);
  });

  it('counts the ends of the time that is looked at', () => {
    expect(longestGap([100, 200, 260], 0, 300)).toBe(100);
    expect(longestGap([100], 0, 900)).toBe(800);
    expect(longestGap([], 0, 500)).toBe(500);
  });
});
