import { expect, it } from 'vitest';
import { moved } from './order.ts';

it('[REV-36] an entry is put in front of another or at the end, and nothing else changes its order', () => {
  expect(moved(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'a', null)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 'b', 'b')).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b'], 'a', 'x')).toBeNull();
});
