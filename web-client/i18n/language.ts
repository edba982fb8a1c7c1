import { ref } from 'vue';

export type Language = 'zh' | 'en';

/** What a person chooses from, each in its own words. */
export const languages: readonly { value: Language; label: string }[] = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];

/** What the page's address says: `?lang=zh` is asked for, `?page-lang=zh` is what the page around this one speaks. */
function said(name: 'lang' | 'page-lang'): string | null {
  return typeof location === 'undefined' ? null : new URLSearchParams(location.search).get(name);
}

const around = said('page-lang');
/** What somebody chose at the console is no choice for the widget in a shop's page. */
const key = around ? 'kanhuo.buyer.language' : 'kanhuo.language';

/** The saved choice, else the first of the browser's languages that we speak, else English. */
export function chooseLanguage(saved: string | null, preferred: readonly string[]): Language {
  const known = [saved ?? '', ...preferred].map((tag) => tag.toLowerCase().split('-')[0]);
  return known.find((tag): tag is Language => tag === 'zh' || tag === 'en') ?? 'en';
}

function saved(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage is refused to some embedded pages.
  }
}

/** The page's language; read it anywhere, change it with `setLanguage`. */
export const language = ref<Language>(
  chooseLanguage(
    said('lang') ?? saved() ?? around,
    typeof navigator === 'undefined' ? [] : navigator.languages,
  ),
);

const bundles = new Set<(to: Language) => Promise<void>>();

function announce(): void {
  if (typeof document !== 'undefined')
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
}
announce();

/** Adds messages that must be there before the page changes to a language. */
export function beforeChange(load: (to: Language) => Promise<void>): void {
  bundles.add(load);
}

/** Changes the page to a language and remembers it; rejects, and changes nothing, where its words do not arrive. */
export async function setLanguage(to: Language): Promise<void> {
  await Promise.all([...bundles].map((load) => load(to)));
  language.value = to;
  announce();
  try {
    localStorage.setItem(key, to);
  } catch {
    // Not remembered, then.
  }
}
