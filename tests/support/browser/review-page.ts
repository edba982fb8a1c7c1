import type { Page } from 'playwright-core';
import type { TestServer } from '../test-server.ts';

/** Signs a member in at the review and waits for its list. */
export async function openReview(page: Page, server: TestServer, login: string): Promise<void> {
  await page.goto(`${server.url}/review`);
  await page.getByLabel('Login name', { exact: true }).fill(login);
  await page.getByLabel('Password', { exact: true }).fill(server.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Recordings' }).waitFor();
}
