import type { Locator, Page } from 'playwright-core';
import type { TestServer } from '../test-server.ts';
import { showsMoving } from './media-probe.ts';
import { bringSignIn } from './pages.ts';

/** Opens the review as a member who is signed in, and waits for its list. */
export async function openReview(page: Page, server: TestServer, login: string): Promise<void> {
  await bringSignIn(page, server.url, login);
  await page.goto(`${server.url}/review`);
  await page.getByRole('heading', { name: 'Recordings' }).waitFor();
}

/** A picture that the player shows now. */
export function shownInPlayer(page: Page, name: RegExp): Locator {
  return page.locator('.picture:not(.away)').getByLabel(name);
}

/** Waits for a moving picture of this colour in the player. */
export async function seesInPlayer(page: Page, name: RegExp, who: 'seller' | 'buyer'): Promise<void> {
  const label = (await shownInPlayer(page, name).getAttribute('aria-label')) ?? '';
  await showsMoving(page.mainFrame(), label, who);
}
