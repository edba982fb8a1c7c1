import type { Frame, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { PHONE } from '../support/browser/chromium.ts';
import { picture, sees } from '../support/browser/media-probe.ts';
import { answer, startAgent, startBuyer } from '../support/browser/pages.ts';
import { holdSockets } from '../support/browser/socket-lines.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { KanhuoApi } from '../../web-client/loader/api.ts';

const closers: (() => Promise<unknown>)[] = [];
let server: TestServer;

beforeEach(async () => {
  // Longer than axe looks at the ringing page on a busy machine.
  server = await startTestServer({ OFFER_SECONDS: '100' });
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  await server.close();
});

async function people(options: Parameters<typeof startBuyer>[1] = {}) {
  const [lan, visitor] = await Promise.all([startAgent(server.url), startBuyer(server.url, options)]);
  closers.push(
    () => lan.close(),
    () => visitor.close(),
  );
  return { lan, visitor };
}

const button = (where: Frame | Page, name: string) => where.getByRole('button', { name, exact: true });
const panelWidth = async (page: Page) =>
  (await page.getByRole('dialog', { name: 'Call and chat with the shop' }).boundingBox())?.width;

describe('a call in the widget', () => {
  it('[PAGE-11] [REVP-31] goes on in a small picture over the shop, and on its next page; over, it is rated once', async () => {
    const { lan, visitor } = await people();
    const widget = await visitor.press('Video call');
    await answer(lan);
    await sees(widget, "Seller's camera", 'seller');
    await button(widget, 'Make small').click();
    await waitUntil(async () => (await panelWidth(visitor.page)) === 240 || 'the panel is not small');
    await sees(widget, "Seller's camera", 'seller');
    await button(visitor.page, 'Back to the call').first().waitFor();
    await visitor.page.getByRole('link', { name: 'All products' }).click();
    await visitor.page.waitForURL('**/shop/demo');
    await sees(await visitor.widget(), "Seller's camera", 'seller');
    expect(await panelWidth(visitor.page)).toBe(240);
    const next = await visitor.widget();
    await button(next, 'Back to the call').click();
    await button(next, 'Hang up').click();
    await next.getByRole('heading', { name: 'Call ended' }).waitFor();
    await next.getByLabel('4 stars').check({ force: true });
    await next.getByLabel(/^What was good/).fill('Showed every seam');
    await button(next, 'Send rating').click();
    await next.getByText('Thank you. The shop sees your rating.').waitFor();
    expect(await button(next, 'Send rating').count()).toBe(0);
    for (const where of [next, lan.page]) await where.getByText('★★★★☆ Showed every seam').last().waitFor();
    // What is over is over: the next page begins anew.
    await button(next, 'Close').click();
    await visitor.page.reload();
    await button(visitor.page, 'Video call').first().waitFor();
    expect(await visitor.page.locator('kanhuo-panel').count()).toBe(0);
  });

  it('[PAGE-17] [PAGE-57] comes back after its own Reload and the page’s; a camera and a microphone that were off are off', async () => {
    const { lan, visitor } = await people();
    const sockets = await holdSockets(visitor.page);
    const widget = await visitor.press('Video call');
    await answer(lan);
    await sees(lan.page.mainFrame(), "Buyer's camera", 'buyer');
    await button(widget, 'Camera').click();
    await button(widget, 'Mute').click();
    await sockets.become('outdated');
    await widget.getByRole('heading', { name: 'A newer version is here' }).waitFor();
    await sockets.become('whole');
    await button(widget, 'Reload').click();
    await waitUntil(() => widget.isDetached() || 'the frame is still the old one');
    await comesBack(await visitor.widget());
    await visitor.page.reload();
    const again = await visitor.widget();
    await comesBack(again);

    // After a call, Try again mends the connection and leaves everything as it stands.
    await button(again, 'Hang up').click();
    await again.getByRole('heading', { name: 'Call ended' }).waitFor();
    await sockets.become('broken');
    await again.getByText('No connection. Trying again…').waitFor();
    // Held before: the page may come back by itself in the moment that a click takes.
    const tryAgain = await button(again, 'Try again').elementHandle();
    await sockets.become('whole');
    await tryAgain?.evaluate((element) => (element as HTMLElement).click());
    await again.getByText('No connection. Trying again…').waitFor({ state: 'detached' });
    await again.getByRole('heading', { name: 'Call ended' }).waitFor();
  });

  async function comesBack(widget: Frame): Promise<void> {
    await sees(widget, "Seller's camera", 'seller');
    expect(await button(widget, 'Camera').getAttribute('aria-pressed')).toBe('false');
    expect(await button(widget, 'Mute').getAttribute('aria-pressed')).toBe('true');
    expect(await widget.getByLabel('Your camera').isVisible()).toBe(true);
    expect(await picture(widget, 'Your camera')).toBeNull();
  }

  it('[PAGE-18] [PAGE-59] Freeze holds the picture on this screen only, in a call whose camera was tried before', async () => {
    const { lan, visitor } = await people();
    await button(visitor.page, 'Video call').first().waitFor();
    await visitor.page.evaluate(() => (window as Window & { Kanhuo: KanhuoApi }).Kanhuo.open());
    const widget = await visitor.widget();
    await button(widget, 'Turn camera on').click();
    await button(widget, 'Turn camera off').waitFor();
    await widget.evaluate(() => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wish) => {
        if (wish?.video) Object.assign(window, { openedAgain: true });
        return open(wish);
      };
    });
    await button(widget, 'Video call').click();
    await answer(lan);
    await sees(lan.page.mainFrame(), "Buyer's camera", 'buyer');
    expect(await widget.evaluate(() => 'openedAgain' in window)).toBe(false);
    await sees(widget, "Seller's camera", 'seller');
    await button(widget, 'Freeze').click();
    await widget.getByText('Frozen on your screen').waitFor();
    const held = await picture(widget, "Seller's camera");
    await sees(lan.page.mainFrame(), "Buyer's camera", 'buyer');
    expect(await picture(widget, "Seller's camera")).toEqual(held);
    expect(await button(widget, 'Freeze').getAttribute('aria-pressed')).toBe('true');
    await button(widget, 'Back to live').click();
    await sees(widget, "Seller's camera", 'seller');
  });

  it.each([
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const)(
    '[PAGE-19] axe finds nothing while it rings, in the call and after it, %s, %s',
    async (...look) => {
      const [language, colorScheme] = look;
      const say = (en: string, zh: string) => (language === 'zh' ? zh : en);
      const { lan, visitor } = await people({ language, colorScheme, viewport: PHONE });
      const widget = await visitor.press(say('Video call', '视频看货'));
      await widget.getByText(say('Ringing…', '等待接听')).first().waitFor();
      expect(await axeFindings(visitor.page)).toEqual([]);
      await answer(lan);
      await sees(widget, say("Seller's camera", '卖家画面'), 'seller');
      expect(await axeFindings(visitor.page)).toEqual([]);
      await button(widget, say('Chat', '聊天')).click();
      await widget.getByRole('textbox', { name: say('Message', '消息') }).waitFor();
      expect(await axeFindings(visitor.page)).toEqual([]);
      await lan.page.getByRole('button', { name: 'Hang up' }).click();
      await widget.getByText(say('The seller ended the call.', '卖家已挂断。')).waitFor();
      expect(await axeFindings(visitor.page)).toEqual([]);
    },
    // axe looks four times at a page that plays video.
    120_000,
  );
});
