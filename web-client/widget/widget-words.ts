import { createI18n } from '../i18n/create-i18n.ts';

/** The widget's own words; wait for `ready` before it is shown. */
export const widgetWords = createI18n({
  en: () => import('./messages.en.ts'),
  zh: () => import('./messages.zh.ts'),
});
