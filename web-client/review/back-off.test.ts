import { expect, it } from 'vitest';
import { backOff } from './back-off.ts';

it('[REVP-70] what goes on failing is asked for less and less often, and never given up', () => {
  expect([1, 2, 3, 4].map((failures) => backOff(1000, failures))).toEqual([1000, 2000, 4000, 8000]);
  expect(backOff(1000, 0)).toBe(1000);
  expect(backOff(1000, 50)).toBe(60_000);
});
