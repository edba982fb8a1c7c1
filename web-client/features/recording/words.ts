import { createI18n } from '../../i18n/create-i18n.ts';

/** The words of a recording in a call; wait for `ready` before any is shown. */
export const recordingWords = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});
