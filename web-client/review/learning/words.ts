import { createI18n } from '../../i18n/create-i18n.ts';

const words = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});

/** The words of what a team learns from its calls; wait for `learningWordsReady` before one is shown. */
export const t = words.t;
export const learningWordsReady = words.ready;
