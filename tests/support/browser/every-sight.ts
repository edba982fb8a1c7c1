import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeFindings } from './axe.ts';
import { DESK, PHONE } from './chromium.ts';

/** Looks at a page in every way: light and dark at a desk, and on a phone in Chinese.
 *  @param title of the page in English, for what is told when it fails; `chinese` is waited for. */
export async function expectGood(page: Page, title: string, chinese: string | RegExp): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page), `${title}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await inWords(page, '中文');
  await page.setViewportSize(PHONE);
  await page.getByRole('heading', { name: chinese }).first().waitFor();
  expect(await axeFindings(page), `${title}, phone`).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await page.setViewportSize(DESK);
  await inWords(page, 'English');
}

/** Changes the language, by a button or by a link. */
async function inWords(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).or(page.getByRole('link', { name })).click();
}
