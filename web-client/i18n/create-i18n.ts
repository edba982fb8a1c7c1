import { shallowRef } from 'vue';
import { beforeChange, language } from './language.ts';
import type { Language } from './language.ts';
import { render } from './messages.ts';
import type { ArgumentsFor, Messages, Translation } from './messages.ts';

/** Where the words of each language come from: `() => import('./zh.ts')`, so that only one is fetched. */
export interface MessageLoaders<Source extends Messages> {
  en: () => Promise<{ default: Source }>;
  zh: () => Promise<{ default: Translation<Source> }>;
}

export interface I18n<Source extends Messages> {
  /** The message in the page's language; reading it in a template follows a change of language. */
  t<Key extends keyof Source & string>(key: Key, ...parameters: ArgumentsFor<Source[Key]>): string;
  /** Settled when the words are there; wait for it before mounting. */
  ready: Promise<void>;
}

/**
 * The words of one app or feature. All share the page's language, and a change waits until every one of them has
 * its new words, so that no half of a page is ever in the other language.
 */
export function createI18n<Source extends Messages>(loaders: MessageLoaders<Source>): I18n<Source> {
  const loaded = shallowRef<Partial<Record<Language, Translation<Source>>>>({});

  const loading: Partial<Record<Language, Promise<void>>> = {};

  function load(to: Language): Promise<void> {
    return (loading[to] ??= fetchWords(to));
  }
  async function fetchWords(to: Language): Promise<void> {
    try {
      const messages = (await loaders[to]()).default as Translation<Source>;
      loaded.value = { ...loaded.value, [to]: messages };
    } catch (error) {
      delete loading[to];
      throw error;
    }
  }

  beforeChange(load);
  return {
    t: (key, ...parameters) => {
      const message = loaded.value[language.value]?.[key];
      return message === undefined ? key : render(message, language.value, parameters[0]);
    },
    ready: load(language.value),
  };
}
