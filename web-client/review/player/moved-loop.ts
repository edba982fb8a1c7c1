import type { Loop } from './clock.ts';

/** The shortest stretch that can be chosen, ms. */
export const SHORTEST_MS = 500;

/** A stretch with one end moved: within the recording, and never shorter than can be heard. */
export function movedLoop(
  { from, until }: Loop & { readonly until: number },
  end: 'from' | 'until',
  to: number,
  length: number,
): Loop {
  if (end === 'from') return { from: Math.max(0, Math.min(to, until - SHORTEST_MS)), until };
  return { from, until: Math.min(length, Math.max(to, from + SHORTEST_MS)) };
}
