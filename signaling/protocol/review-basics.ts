import { z } from 'zod';

/** A moment or a length on a recording's own clock: ms since it was started. */
export const clock = z.int().nonnegative();

/** A number in the query of an address. */
export const queryNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export const side = z.enum(['buyer', 'agent']);
