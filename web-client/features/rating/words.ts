import { createI18n } from '../../i18n/create-i18n.ts';

/** The words of the rating; wait for `ready` before any is shown. */
export const ratingWords = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});
