import type { ErrorCode } from '#protocol/errors';
import { createI18n } from './create-i18n.ts';

const words = createI18n({
  en: () => import('#protocol/error-words.en'),
  zh: () => import('#protocol/error-words.zh'),
});

export const errorWordsReady = words.ready;

/** What went wrong and what to do, in the page's language; a template that reads it follows a change of language. */
export const sentenceOf = (code: ErrorCode): string => words.t(code);
