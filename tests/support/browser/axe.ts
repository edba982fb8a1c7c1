import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds on a page (WCAG 2.2 A and AA, and best practice), one line per place. */
export async function axeFindings(page: Page): Promise<string[]> {
  // What fades or moves is neither there nor gone; axe looks when everything stands.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity);
    return Promise.allSettled(ending.map((animation) => animation.finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
