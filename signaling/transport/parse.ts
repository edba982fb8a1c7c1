import type { z } from 'zod';
import { AppError } from '#protocol/app-error';

/** Parses what came over the wire; throws `too_large` for texts over their limit, else `invalid_input`, and
 *  names the field. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (!issue) throw new AppError('invalid_input');
  const field = issue.path.length > 0 ? issue.path.join('.') : 'input';
  if (issue.code === 'too_big' && issue.origin === 'string') {
    throw new AppError('too_large', `${field}: at most ${issue.maximum} characters`);
  }
  throw new AppError('invalid_input', `${field}: ${issue.message}`);
}
