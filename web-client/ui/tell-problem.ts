import { ERRORS, type ErrorCode } from '#protocol/errors';
import { language } from '../i18n/language.ts';
import { useToasts } from './toasts.ts';

/** Says in a passing sentence why something could not be done. */
export function tellProblem(code: ErrorCode): void {
  useToasts().show(ERRORS[code][language.value], { tone: 'bad' });
}
