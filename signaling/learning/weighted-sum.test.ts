import fc from 'fast-check';
import { expect, it } from 'vitest';
import { weightedSum } from './weighted-sum.ts';

const criterion = (id: string, weight: number, scale: number) => ({ id, title: id, hint: '', weight, scale });
const mark = (criterionId: string, points: number | null) => ({ criterionId, points, comment: '' });

const SHEET = [criterion('greeting', 1, 5), criterion('product', 3, 2)];

it('[REV-31] a score is the sum of its shares by weight; what does not apply does not count', () => {
  expect(weightedSum(SHEET, [mark('greeting', 5), mark('product', 0)])).toBe(0.25);
  expect(weightedSum(SHEET, [mark('product', 2), mark('greeting', 0)])).toBe(0.75);
  expect(weightedSum(SHEET, [mark('greeting', 4), mark('product', null)])).toBe(0.8);
});

it('[REV-31] marks that are not those of the sheet come to nothing', () => {
  expect(weightedSum(SHEET, [mark('greeting', 5)])).toBeNull();
  expect(weightedSum(SHEET, [mark('greeting', 5), mark('greeting', 5)])).toBeNull();
  expect(weightedSum(SHEET, [mark('greeting', 6), mark('product', 1)])).toBeNull();
  expect(weightedSum(SHEET, [mark('greeting', null), mark('product', null)])).toBeNull();
});

it('[REV-31] lies between 0 and 1, and is 1 exactly where everything is at its best', () => {
  const sheet = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }), fc.nat(10)),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(sheet, (rows) => {
      const criteria = rows.map(([weight, scale], index) => criterion(`${index}`, weight, scale));
      const marks = rows.map(([, scale, points], index) => mark(`${index}`, Math.min(points, scale)));
      const total = weightedSum(criteria, marks) ?? Number.NaN;
      expect(total).toBeGreaterThanOrEqual(0);
      expect(total).toBeLessThanOrEqual(1 + 1e-9);
      expect(total > 1 - 1e-9).toBe(rows.every(([, scale, points]) => points >= scale));
    }),
  );
});
