import { language } from '../../i18n/language.ts';
import { t } from './words.ts';

/** Languages that are offered for a file or for speech. */
export const LANGUAGES = ['zh', 'en', 'yue', 'ja', 'ko', 'fr', 'de', 'es', 'ru'] as const;

/** A language by its name, in the reader's own. */
export function languageName(code: string): string {
  if (code === 'und') return t('unknown');
  return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
}
