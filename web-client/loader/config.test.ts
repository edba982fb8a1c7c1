import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './config.ts';
import { WORDS } from './words.ts';

describe('the loader', () => {
  it('[LANG-20] speaks what the shop says, else the language of its page, else the browser’s', () => {
    expect(chooseLanguage('zh', 'en', 'en-GB')).toBe('zh');
    expect(chooseLanguage(undefined, 'zh-Hant-TW', 'en')).toBe('zh');
    expect(chooseLanguage(undefined, '', 'zh-CN')).toBe('zh');
    expect(chooseLanguage(undefined, 'fr', 'zh-CN')).toBe('en');
    expect(chooseLanguage()).toBe('en');
  });

  it('[LANG-20] has all its words in both languages', () => {
    expect(Object.keys(WORDS.zh)).toEqual(Object.keys(WORDS.en));
    for (const word of Object.values(WORDS.zh)) expect(word).toMatch(/\p{Script=Han}/u);
  });
});
