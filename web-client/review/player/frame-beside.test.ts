import { expect, it } from 'vitest';
import { frameBeside } from './frame-beside.ts';

/** A picture with a frame at each of these moments. */
const picture = (frames: readonly number[], ends: number) => async (at: number) =>
  at >= ends ? null : (frames.findLast((frame) => frame <= at) ?? null);

it('[REVP-7] finds the next and the previous frame, however far apart they are', async () => {
  const lookAt = picture([0, 17, 33, 100, 167, 900, 4000], 6000);
  const walk = async (from: number, direction: 1 | -1) => {
    const seen: number[] = [];
    for (let at: number | null = from; at !== null;) {
      at = await frameBeside(at, direction, lookAt);
      if (at !== null) seen.push(at);
    }
    return seen;
  };
  expect(await walk(0, 1)).toEqual([17, 33, 100, 167, 900, 4000]);
  expect(await walk(4000, -1)).toEqual([900, 167, 100, 33, 17, 0]);
});

it('[REVP-7] finds the previous frame where the browser shows one of before it', async () => {
  const exact = picture([0, 100, 200, 1500, 1600], 6000);
  const hasty = async (at: number) => exact(at > 1400 && at < 1500 ? 100 : at);
  expect(await frameBeside(1500, -1, hasty)).toBe(200);
  expect(await frameBeside(200, 1, hasty)).toBe(1500);
});

it('[REVP-7] finds no next frame where the picture ends or stands still', async () => {
  expect(await frameBeside(0, 1, picture([0], 50))).toBeNull();
  expect(await frameBeside(0, 1, picture([0], 60_000))).toBeNull();
});
