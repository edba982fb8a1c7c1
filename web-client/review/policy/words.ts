import { createI18n } from '../../i18n/create-i18n.ts';

const words = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});

/** The words of the owner's pages; wait for `policyWordsReady` before one is shown. */
export const t = words.t;
export const policyWordsReady = words.ready;
