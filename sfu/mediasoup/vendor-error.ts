import { errors } from 'mediasoup';
import { AppError } from '#protocol/app-error';

/** What a failed call into mediasoup means to the one who asked. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const details = error instanceof Error ? error.message : String(error);
  // mediasoup refuses parameters with TypeError or UnsupportedError; whatever else fails is closed or dead.
  if (error instanceof TypeError || error instanceof errors.UnsupportedError) {
    return new AppError('invalid_input', details);
  }
  return new AppError('unavailable', details);
}
