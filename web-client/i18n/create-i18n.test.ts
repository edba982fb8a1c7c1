import { computed } from 'vue';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createI18n } from './create-i18n.ts';
import { chooseLanguage, language, setLanguage } from './language.ts';
import { defineMessages } from './messages.ts';

const words = defineMessages({ send: 'Send', wait: 'About {count} min' });

describe('languages', () => {
  afterAll(() => setLanguage('en'));

  it('[LANG-3] takes the saved choice, then the browser, then English', () => {
    expect(chooseLanguage('zh', ['en-GB'])).toBe('zh');
    expect(chooseLanguage(null, ['fr-FR', 'zh-Hant-TW', 'en'])).toBe('zh');
    expect(chooseLanguage('xx', ['de'])).toBe('en');
  });

  it.each([
    ['?lang=zh', { 'kanhuo.language': 'en' }, 'zh'],
    ['', { 'kanhuo.language': 'zh' }, 'zh'],
    ['?page-lang=en', { 'kanhuo.buyer.language': 'zh' }, 'zh'],
    ['?page-lang=en', { 'kanhuo.language': 'zh' }, 'en'],
  ] as const)(
    '[LANG-3] [LANG-20] an address counts more than a choice, the page around the widget less: %s %o',
    async (search, chosen: Record<string, string>, expected) => {
      vi.stubGlobal('location', { search });
      vi.stubGlobal('localStorage', { getItem: (key: string) => chosen[key] ?? null });
      vi.resetModules();
      const fresh = await import('./language.ts');
      vi.unstubAllGlobals();
      expect(fresh.language.value).toBe(expected);
    },
  );

  it('[LANG-4] fetches only the language in use, and another when it is chosen', async () => {
    await setLanguage('en');
    const fetched: string[] = [];
    const i18n = createI18n({
      en: async () => (fetched.push('en'), { default: words }),
      zh: async () => (fetched.push('zh'), { default: { send: '发送', wait: '约{count}分钟' } }),
    });
    await i18n.ready;
    expect(fetched).toEqual(['en']);
    const button = computed(() => i18n.t('send'));
    expect(button.value).toBe('Send');
    expect(i18n.t('wait', { count: 3 })).toBe('About 3 min');
    await setLanguage('zh');
    expect(fetched).toEqual(['en', 'zh']);
    expect(button.value).toBe('发送');
  });

  it('[LANG-4] stays in the old language where the new words do not arrive', async () => {
    await setLanguage('en');
    let broken = true;
    const i18n = createI18n({
      en: async () => ({ default: words }),
      zh: async () => {
        if (broken) throw new Error('offline');
        return { default: { send: '发送', wait: '约{count}分钟' } };
      },
    });
    await i18n.ready;
    await expect(setLanguage('zh')).rejects.toThrow('offline');
    expect(language.value).toBe('en');
    expect(i18n.t('send')).toBe('Send');
    broken = false;
    await setLanguage('zh');
    expect(i18n.t('send')).toBe('发送');
  });
});
