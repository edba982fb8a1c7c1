import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds on a page (WCAG 2.2 A and AA, and best practice), one line per place. */
export async function axeFindings(page: Page): Promise<string[]> {
  // What fades or moves is neither there nor gone; axe looks when everything stands.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity);
    return Promise.allSettled(ending.map((animation) => animation.finished));
  });
  // A page without frames is looked at in itself: for others axe opens one more, which takes half of its time.
  const alone = page.frames().length === 1;
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(alone).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
