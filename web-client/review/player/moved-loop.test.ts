import { expect, it } from 'vitest';
import { movedLoop } from './moved-loop.ts';

it('[REVP-33] an end of a stretch stays within the recording and away from the other end', () => {
  const loop = { from: 1000, until: 4000 };
  expect(movedLoop(loop, 'from', 2000, 9000)).toEqual({ from: 2000, until: 4000 });
  expect(movedLoop(loop, 'from', -50, 9000)).toEqual({ from: 0, until: 4000 });
  expect(movedLoop(loop, 'from', 8000, 9000)).toEqual({ from: 3500, until: 4000 });
  expect(movedLoop(loop, 'until', 12_000, 9000)).toEqual({ from: 1000, until: 9000 });
  expect(movedLoop(loop, 'until', 0, 9000)).toEqual({ from: 1000, until: 1500 });
});
