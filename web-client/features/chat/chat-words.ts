import { createI18n } from '../../i18n/create-i18n.ts';

const words = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});

/** The words of the conversation; wait for `chatWordsReady` before the panel is shown. */
export const t = words.t;
export const chatWordsReady = words.ready;
