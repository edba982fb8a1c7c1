import { AppError } from '#protocol/app-error';

/** What a failed call to LiveKit means to the one who asked. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('unavailable', error instanceof Error ? error.message : String(error));
}

/** Whether LiveKit says that this room or participant is not there. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'not_found';
}

/** Does what is needless when its object is gone already. */
export async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}
