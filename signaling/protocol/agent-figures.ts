import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { queryNumber } from './review-basics.ts';

const ms = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** What was counted in one recorded call; null where it could not be. */
export const callFigures = z.strictObject({
  recordingId: id,
  startedAt: time,
  durationMs: ms,
  /** The agent's share of all speech. */
  talkShare: share.nullable(),
  /** The longest that one person spoke without the other. */
  longestMs: ms,
  /** Silences of two seconds or longer. */
  pauses: z.int().nonnegative(),
  /** From the answer until the product was to be seen. */
  productSeenMs: ms.nullable(),
  /** How long somebody's network was weak. */
  weakMs: ms,
  /** The mean of its scores. */
  score: share.nullable(),
  /** The buyer's stars, 1 to 5. */
  rating: z.number().min(1).max(5).nullable(),
});
export type CallFigures = z.infer<typeof callFigures>;

/** Means over calls; null where no call has the figure. */
export const meanFigures = z.strictObject({
  durationMs: z.number().nullable(),
  talkShare: z.number().nullable(),
  longestMs: z.number().nullable(),
  pauses: z.number().nullable(),
  productSeenMs: z.number().nullable(),
  weakMs: z.number().nullable(),
  score: z.number().nullable(),
  rating: z.number().nullable(),
});
export type MeanFigures = z.infer<typeof meanFigures>;

/** One agent's recorded calls. */
export const agentFigures = z.strictObject({
  agent: person,
  /** How many there are, and the means over all of them. */
  count: z.int().positive(),
  mean: meanFigures,
  /** The newest 400 of them, oldest first. */
  calls: z.array(callFigures),
});
export type AgentFigures = z.infer<typeof agentFigures>;

/** `GET /api/agent-figures?from&to`: of the calls whose recordings this member sees and that began in the span (ms
 *  since the epoch, `to` excluded). With `sheet` only scores on that sheet count. */
export const listAgentFigures = {
  query: z.strictObject({ from: queryNumber, to: queryNumber, sheet: id.optional() }),
  output: z.strictObject({
    agents: z.array(agentFigures),
    /** What the scores can be narrowed to. */
    sheets: z.array(z.strictObject({ id, title: z.string() })),
  }),
};
