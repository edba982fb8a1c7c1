import type { Language, WireError } from '#protocol';
import type { Logger } from 'pino';
import { AppError, toWireError } from '#protocol/app-error';

/** A refusal as it crosses the wire. An AppError passes as it is; anything else is logged in full and becomes
 *  `internal`. */
export function maskError(error: unknown, language: Language, log: Logger): WireError {
  if (error instanceof AppError) return toWireError(error, language);
  log.error({ err: error }, 'A request failed');
  return toWireError(new AppError('internal'), language);
}
