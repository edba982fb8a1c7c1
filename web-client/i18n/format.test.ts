import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { formatDay, formatDuration, formatMoney, formatPercent, formatTime } from './format.ts';
import { setLanguage } from './language.ts';

describe('figures', () => {
  beforeEach(() => setLanguage('en'));
  afterAll(() => setLanguage('en'));

  it('[LANG-5] writes prices from minor units, whatever the currency calls minor', async () => {
    expect(formatMoney(128_000, 'CNY')).toBe('¥1,280');
    expect(formatMoney(1250, 'CNY')).toBe('¥12.50');
    expect(formatMoney(1250, 'JPY')).toBe('¥1,250');
    await setLanguage('zh');
    expect(formatMoney(128_000, 'CNY')).toBe('¥1,280');
  });

  it('[LANG-5] runs a call clock', () => {
    expect(formatDuration(134_999)).toBe('02:14');
    expect(formatDuration(3_734_000)).toBe('1:02:14');
    expect(formatDuration(-5)).toBe('00:00');
  });

  it('[LANG-5] names days and times the way the language does', async () => {
    const now = new Date(2026, 10, 22, 9, 5).getTime();
    expect(formatTime(now)).toBe('09:05');
    expect(formatDay(now, now)).toBe('Today');
    expect(formatDay(new Date(2026, 10, 21, 23, 59).getTime(), now)).toBe('Yesterday');
    expect(formatDay(new Date(2026, 4, 3).getTime(), now)).toBe('May 3');
    await setLanguage('zh');
    expect(formatDay(now, now)).toBe('今天');
    expect(formatDay(new Date(2025, 4, 3).getTime(), now)).toBe('2025年5月3日');
    expect(formatPercent(0.4)).toBe('40%');
  });
});
