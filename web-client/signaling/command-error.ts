import { ERRORS, type ErrorCode, type WireError } from '#protocol/errors';

/** A command that was refused, or that got no answer in time; `sentenceOf` its code is for people. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: ErrorCode;
  /** What exactly, in English, for developers. */
  readonly details: string | undefined;

  constructor(code: ErrorCode, details?: string) {
    super(code);
    this.code = code;
    this.details = details;
  }

  /** Whether trying again can help. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** A refusal as it came over the wire; a code that this page does not know counts as `internal`. */
export function fromWire(error: WireError): CommandError {
  const code = error.code in ERRORS ? error.code : 'internal';
  return new CommandError(code, error.details);
}

/** The code that a refused command or upload carries; whatever else went wrong is `unavailable`. */
export function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code in ERRORS ? (code as ErrorCode) : 'unavailable';
}
