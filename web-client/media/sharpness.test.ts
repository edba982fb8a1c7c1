import { expect, it } from 'vitest';
import { sharpness } from './sharpness.ts';

const SIZE = 32;

/** Stripes of a width, averaged over a radius as an unfocused lens would. */
function stripes(radius: number): number[] {
  const bright = (x: number) => (Math.floor(x / 4) % 2 === 0 ? 255 : 0);
  const rgba: number[] = [];
  for (let i = 0; i < SIZE * SIZE; i += 1) {
    const x = i % SIZE;
    let sum = 0;
    for (let d = -radius; d <= radius; d += 1) sum += bright(x + d + SIZE);
    const value = sum / (2 * radius + 1);
    rgba.push(value, value, value, 255);
  }
  return rgba;
}

it('[MEDIA-7] takes the focused one of two pictures for the sharper', () => {
  const [focused, soft, flat] = [0, 1, 2].map((radius) => sharpness(stripes(radius), SIZE, SIZE));
  expect(focused).toBeGreaterThan(soft ?? 0);
  expect(soft).toBeGreaterThan(flat ?? 0);
  expect(
    sharpness(
      Array.from({ length: SIZE * SIZE * 4 }, () => 128),
      SIZE,
      SIZE,
    ),
  ).toBeCloseTo(0);
});
