import { createI18n } from '../../i18n/create-i18n.ts';

/** The words of the sign-in page; wait for `ready` before it is shown. */
export const signInWords = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});
