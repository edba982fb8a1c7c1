import { z } from 'zod';
import { id } from './basics.ts';

/** What a buyer thought of a call: 1 to 5, and a sentence if they like. */
export const callRating = z.strictObject({
  stars: z.int().min(1).max(5),
  words: z.string().trim().max(500),
});
export type CallRating = z.infer<typeof callRating>;

export const ratingCommands = {
  /** The buyer of a call that was answered and is over says what they thought of it: once. */
  'call:rate': { input: callRating.extend({ callId: id }), output: z.strictObject({}) },
} as const;
