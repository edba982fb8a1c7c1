import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, PHONE, startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { axeFindings } from '../support/browser/axe.ts';
import { signIn } from '../support/browser/pages.ts';
import { startTestServer, TEST_PASSWORD, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let person: BrowserPerson;

beforeAll(async () => {
  server = await startTestServer();
  person = await startPerson({ media: 'none', viewport: DESK });
});
afterAll(async () => {
  await person.close();
  await server.close();
});

async function tryPassword(loginName: string, password: string): Promise<number> {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName, password }),
  });
  return response.status;
}

/** Files of code, style and words that a page has asked for so far. */
const filesOf = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((name) => name.startsWith('/assets/')),
  );
/** With some, and the words of each language in one. */
async function opensWith(page: Page, most: number): Promise<void> {
  const files = await filesOf(page);
  expect(files.length).toBeGreaterThan(3);
  expect(files.length, files.join(', ')).toBeLessThanOrEqual(most);
  expect(files.filter((name) => name.startsWith('/assets/words.'))).toHaveLength(1);
  expect(files.filter((name) => /messages|error-words/.test(name))).toEqual([]);
}

describe('signing in at the console', () => {
  it('[PAGE-27] says in plain words that the login name or the password is wrong, and what is missing', async () => {
    const { page } = person;
    await page.goto(`${server.url}/console`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter your login name and your password.').waitFor();
    await page.getByLabel('Login name', { exact: true }).fill('demo:lan');
    await page.getByLabel('Password', { exact: true }).fill('not this one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(await page.getByLabel('Login name', { exact: true }).inputValue()).toBe('demo:lan');
  });

  it('[PAGE-27] says that a login is locked after 20 wrong passwords, even to the right one', async () => {
    const { page } = person;
    for (let count = 0; count < 20; count++) await tryPassword('demo:wei', `wrong ${count}`);
    await page.goto(`${server.url}/console`);
    await page.getByLabel('Login name', { exact: true }).fill('demo:wei');
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Too many wrong passwords' }).waitFor();
  });

  it('[PAGE-27] signs out in all windows, and asks again afterwards', async () => {
    const { page, context } = person;
    await page.goto(`${server.url}/console`);
    await signIn(page, 'demo:lan');
    const other = await context.newPage();
    await other.goto(`${server.url}/console`);
    await other.getByRole('radio', { name: 'Available' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();
    await other.getByText('You were signed out. Sign in again to go on.').waitFor();
    await other.close();
    await page.reload();
    await page.getByLabel('Password', { exact: true }).waitFor();
  });

  it('[PAGE-61] [PAGE-64] leads to the review, at a desk and on a phone, in a window of its own; both open with few files', async () => {
    const { page, context } = person;
    await page.goto(`${server.url}/console`);
    await signIn(page, 'demo:lan');
    await opensWith(page, 20);
    const review = page.getByRole('link', { name: 'Review of recordings' });
    const [opened] = await Promise.all([context.waitForEvent('page'), review.click()]);
    await opened.getByRole('heading', { name: 'Recordings' }).waitFor();
    await opened.getByText('No recordings yet').waitFor();
    await opensWith(opened, 10);
    await opened.close();
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Settings' }).click();
    await review.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.setViewportSize(DESK);
  });

  it('[PAGE-27] is asked for by the review too, and leads to what was wanted', async () => {
    const { page, context } = person;
    await page.goto(`${server.url}/review/settings`);
    await page.getByLabel('Login name', { exact: true }).fill('demo:owner');
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Recording settings' }).waitFor();
    await context.clearCookies();
  });

  it('[PAGE-34] the sign-in passes axe, in English and light, in Chinese and dark', async () => {
    const { page } = person;
    await page.goto(`${server.url}/console`);
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '登录店铺' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
