import type { NetworkLevel } from './call-controller.ts';

/** How good the network is from the engine's score of 0 to 10. */
export function networkLevel(score: number, connected: boolean): NetworkLevel {
  if (!connected || score <= 0) return 0;
  if (score <= 4) return 1;
  return score <= 7 ? 2 : 3;
}
