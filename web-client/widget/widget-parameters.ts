import { language } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';

/** What the loader tells the frame by its address. */
export interface WidgetParameters {
  readonly shop: string;
  readonly sku: string | undefined;
  readonly language: Language;
  readonly theme: 'light' | 'dark' | undefined;
  /** Origin of the shop's page: the only one that is talked to. */
  readonly page: string | undefined;
  /** The last page of this tab left a call or an open panel. */
  readonly resume: boolean;
}

/** Reads the query of the frame's address; whatever is not understood counts as absent. */
export function readParameters(query: string): WidgetParameters {
  const given = new URLSearchParams(query);
  const theme = given.get('theme');
  return {
    shop: given.get('shop') ?? '',
    sku: given.get('product') ?? undefined,
    language: language.value,
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    page: webOrigin(given.get('page')),
    resume: given.get('resume') === '1',
  };
}

/** What is exactly an http or https origin; `*` or `null` would let every page listen. */
function webOrigin(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const { protocol, origin } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && origin === text ? origin : undefined;
}
