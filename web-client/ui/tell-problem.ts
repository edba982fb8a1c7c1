import type { ErrorCode } from '#protocol/errors';
import { sentenceOf } from '../i18n/error-words.ts';
import { useToasts } from './toasts.ts';

/** Says in a passing sentence why something could not be done. */
export function tellProblem(code: ErrorCode): void {
  useToasts().show(sentenceOf(code), { tone: 'bad' });
}
