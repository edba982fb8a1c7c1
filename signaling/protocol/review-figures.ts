import { z } from 'zod';
import { person } from './basics.ts';
import { clock, side } from './review-basics.ts';

/** Figures of one call. */
export const recordingFigures = z.strictObject({
  /** How long each spoke and their share of all speech, 0–1. */
  talk: z.array(z.strictObject({ person, side, ms: clock, share: z.number().min(0).max(1) })),
  /** The longest that one person spoke without the other, ms. */
  longestStretchMs: clock,
  /** Silences of two seconds or longer. */
  pauses: z.int().nonnegative(),
  /** From the answer until the seller's camera was on, recorded or not; null when it never was. */
  productSeenAfterMs: clock.nullable(),
  /** How long somebody's network was weak, ms. */
  weakNetworkMs: clock,
});
export type RecordingFigures = z.infer<typeof recordingFigures>;
