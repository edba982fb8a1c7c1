import { expect, it } from 'vitest';
import { Presence } from './presence.ts';

it('[EGRESS-5] is gone who was seen and then was missing five times in a row', () => {
  const never = new Presence();
  expect(Array.from({ length: 20 }, () => never.look(false))).not.toContain(true);
  const one = new Presence();
  for (const isThere of [true, false, false, false, false, true, false, false, false, false]) {
    expect(one.look(isThere)).toBe(false);
  }
  expect(one.look(false)).toBe(true);
});
