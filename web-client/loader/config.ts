import type { Language } from '#protocol';

/** What the shop wrote into its script tag. */
export interface Config {
  /** Origin of the service: where the script came from. */
  readonly host: string;
  readonly shop: string;
  readonly sku: string | undefined;
  readonly language: Language;
  /** `light` or `dark` where the shop wants one; else the widget follows the buyer's system. */
  readonly theme: string | undefined;
  /** False: no button of our own where the page has no place for one (`data-launcher="none"`). */
  readonly launcher: boolean;
}

/** The first of these that names a language decides; Chinese of any kind is `zh`, all others read English. */
export function chooseLanguage(...wishes: readonly (string | null | undefined)[]): Language {
  return wishes
    .find((wish) => wish)
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh'
    : 'en';
}

/** Reads the script tag; throws a word to the developer when it names no shop. */
export function readConfig(script: HTMLScriptElement | null): Config {
  const data = script?.dataset;
  if (!script || !data?.['shop']) throw new Error('Kanhuo: the script tag needs data-shop');
  return {
    host: new URL(script.src, location.href).origin,
    shop: data['shop'],
    sku: data['product'],
    language: chooseLanguage(data['lang'], document.documentElement.lang, navigator.language),
    theme: data['theme'],
    launcher: data['launcher'] !== 'none',
  };
}
