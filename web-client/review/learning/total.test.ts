import { expect, it } from 'vitest';
import { totalSoFar } from './total.ts';

const SHEET = [
  { id: 'a', title: '', hint: '', weight: 1, scale: 5 },
  { id: 'b', title: '', hint: '', weight: 3, scale: 2 },
];

it('[REVP-30] the total so far counts by weight what has points', () => {
  expect(totalSoFar(SHEET, {})).toBeNull();
  expect(totalSoFar(SHEET, { a: 4 })).toBe(0.8);
  expect(totalSoFar(SHEET, { a: 5, b: 0 })).toBe(0.25);
  expect(totalSoFar(SHEET, { a: null, b: 1 })).toBe(0.5);
});
