import { describe, expect, it } from 'vitest';
import { renderSound } from './melody.ts';

const rate = 48_000;

/** Strength of one frequency in a stretch of samples (Goertzel). */
function strength(samples: Float32Array, hertz: number): number {
  const step = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let last = 0;
  let before = 0;
  for (const sample of samples) [before, last] = [last, sample + step * last - before];
  return Math.sqrt(Math.max(0, last * last + before * before - step * last * before)) / samples.length;
}

function loudest(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

describe('sounds', () => {
  it('[PAGE-2] rings in two tones, one after the other, and then leaves a pause', () => {
    const ring = renderSound('incoming', rate);
    const first = ring.subarray(0, 0.2 * rate);
    const second = ring.subarray(0.28 * rate, 0.48 * rate);
    expect(strength(first, 880)).toBeGreaterThan(5 * strength(first, 659.26));
    expect(strength(second, 659.26)).toBeGreaterThan(2 * strength(second, 880));
    expect(loudest(ring.subarray(2.6 * rate))).toBeLessThan(0.01);
  });

  it.each(['incoming', 'ringback', 'tick'] as const)(
    '[PAGE-2] %s is heard, never clips and loops without a click',
    (sound) => {
      const samples = renderSound(sound, rate);
      expect(loudest(samples)).toBeGreaterThan(0.1);
      expect(loudest(samples)).toBeLessThan(1);
      expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
      expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
    },
  );

  it('[PAGE-2] the caller hears a quieter sound than the one who is called; a tick is short', () => {
    expect(loudest(renderSound('ringback', rate))).toBeLessThan(loudest(renderSound('incoming', rate)));
    expect(renderSound('tick', rate).length / rate).toBeLessThan(0.15);
  });
});
