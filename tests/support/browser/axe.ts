import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** The rules that another colour scheme could break. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds on a page (WCAG 2.2 A and AA, and best practice), one line per place.
 *  @param of `colours`: all else was looked at in another colour scheme */
export async function axeFindings(
  page: Page,
  of: 'everything' | 'colours' = 'everything',
): Promise<string[]> {
  // What fades or moves is neither there nor gone; axe looks when everything stands.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity);
    return Promise.allSettled(ending.map((animation) => animation.finished));
  });
  // In the page itself, with its frames of the same origin: otherwise each look opens a page of its own, which takes
  // half of its time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (of === 'colours') axe.withRules(OF_COLOURS);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
