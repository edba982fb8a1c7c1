import { createI18n } from '../../i18n/create-i18n.ts';

/** The words of a call; wait for `ready` before showing a stage. */
export const callWords = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});
