import en from './error-words.en.ts';
import zh from './error-words.zh.ts';
import type { ErrorCode, WireError } from './errors.ts';

const WORDS = { en, zh };

/** The one error that is meant for the other side; anything else is masked as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: string | undefined;
  readonly retryAfterMs: number | undefined;

  /** @param details what exactly, in English, for developers: a field's name, a limit.
   *  @param retryAfterMs when trying again can help, where that is known. */
  constructor(code: ErrorCode, details?: string, retryAfterMs?: number) {
    super(details ? `${code}: ${details}` : code);
    this.code = code;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An error as it crosses the wire, in the receiver's language. */
export function toWireError(error: AppError, language: 'en' | 'zh'): WireError {
  const message = WORDS[language][error.code];
  return error.details === undefined
    ? { code: error.code, message }
    : { code: error.code, message, details: error.details };
}
