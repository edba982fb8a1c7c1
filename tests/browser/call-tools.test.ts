import type { Frame, Locator } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import {
  hears,
  picture,
  received,
  sees,
  sent,
  stopSharingInBrowserBar,
} from '../support/browser/media-probe.ts';
import { answer, signIn, startAgent, startBuyer } from '../support/browser/pages.ts';
import { startPerson } from '../support/browser/chromium.ts';
import type { PersonMedia } from '../support/browser/person-media.ts';
import { onBothEngines } from '../support/livekit/on-both-engines.ts';
import { startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  // Last come, first gone: the server outlives its pages.
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A video call on a server of its own, up to the picture on both sides. */
async function videoCall(variables: Record<string, string> = {}, seller: PersonMedia = 'seller') {
  const server = await startTestServer(variables);
  closers.push(() => server.close());
  const [lan, visitor] = await Promise.all([
    startAgent(server.url, { media: seller }),
    startBuyer(server.url),
  ]);
  closers.push(() => Promise.all([lan.close(), visitor.close()]));
  const widget = await visitor.press('Video call');
  await answer(lan);
  const console = lan.page.mainFrame();
  await Promise.all([sees(widget, "Seller's camera", 'seller'), sees(console, "Buyer's camera", 'buyer')]);
  return { server, lan, visitor, widget, console };
}

/** Shares a screen that the operating system does not give: what the page says of it. */
async function refusedScreen(page: Frame): Promise<Locator> {
  await page.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException('Permission denied by system', 'NotAllowedError'));
    Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', { value: refuse, configurable: true });
  });
  await page.getByRole('button', { name: 'Share screen' }).click();
  const refused = page.getByText(/^The screen cannot be shared/);
  await refused.waitFor();
  await page.evaluate(() => Reflect.deleteProperty(navigator.mediaDevices, 'getDisplayMedia'));
  return refused;
}

onBothEngines(({ variables }) => {
  it('[PAGE-49] Share screen adds a track of its own beside the camera, and takes it away again, as the browser’s own bar does', async () => {
    const { lan, widget, console } = await videoCall(variables());
    const refused = await refusedScreen(console);
    await lan.page.getByRole('button', { name: 'Share screen' }).click();
    await waitUntil(
      async () => (await picture(widget, "Seller's screen")) !== null || 'no screen at the buyer',
    );
    expect(await refused.count()).toBe(0);
    await waitUntil(async () => (await received(widget)).frameWidth >= 1280 || 'the screen is not readable');
    await sees(widget, "Seller's camera", 'seller');
    await lan.page.getByRole('button', { name: 'Share screen' }).click();
    await waitUntil(
      async () => (await picture(widget, "Seller's screen")) === null || 'the screen is still there',
    );
    await sees(widget, "Seller's camera", 'seller');

    // In the narrow widget the sentence stands beside one's own small picture, not on it.
    const told = await (await refusedScreen(widget)).boundingBox();
    const tile = await widget.getByLabel('Your camera').boundingBox();
    expect((told?.x ?? NaN) + (told?.width ?? NaN)).toBeLessThan(tile?.x ?? NaN);
    const share = widget.getByRole('button', { name: 'Share screen' });
    await share.click();
    await waitUntil(
      async () => (await picture(console, "Buyer's screen")) !== null || 'no screen at the agent',
    );
    await stopSharingInBrowserBar(widget);
    await waitUntil(
      async () => (await picture(console, "Buyer's screen")) === null || 'the screen is still there',
    );
    expect(await share.getAttribute('aria-pressed')).toBe('false');
    await sees(console, "Buyer's camera", 'buyer');
  });

  it('[PAGE-55] a call that nobody answers goes to the next agent, and when none is left the buyer can leave a message', async () => {
    const server = await startTestServer({ ...variables(), OFFER_SECONDS: '3' });
    closers.push(() => server.close());
    const [lan, wei] = await Promise.all([
      startAgent(server.url, { media: 'none' }),
      startAgent(server.url, { media: 'none', login: 'demo:wei' }),
    ]);
    const visitor = await startBuyer(server.url, { media: 'none' });
    closers.push(() => Promise.all([lan.close(), wei.close(), visitor.close()]));
    const rung = (who: typeof lan) => who.page.getByRole('button', { name: 'Answer' }).waitFor();
    const [widget] = await Promise.all([visitor.press('Video call'), rung(lan), rung(wei)]);
    await widget.getByText('Nobody could answer in time.').first().waitFor();
    await widget.getByRole('textbox', { name: 'Message' }).fill('Call me back, please.');
    await widget.getByRole('button', { name: 'Send', exact: true }).click();
    await lan.page.getByText('Call me back, please.').first().waitFor();
  });
});

describe('in a call', () => {
  it('[PAGE-58] Switch camera shows the other side another camera; who has one only cannot press it', async () => {
    const server = await startTestServer();
    closers.push(() => server.close());
    const [lan, visitor] = await Promise.all([
      startAgent(server.url, { media: 'two_cameras' }),
      startBuyer(server.url),
    ]);
    closers.push(() => Promise.all([lan.close(), visitor.close()]));
    const widget = await visitor.press('Video call');
    await answer(lan);
    await waitUntil(async () => {
      const now = await picture(widget, "Seller's camera");
      return (now && now.green > 100 && now.red < 50) || `not the first camera: ${JSON.stringify(now)}`;
    });
    const only = widget.getByRole('button', { name: 'Switch camera' });
    expect(await only.isDisabled()).toBe(true);
    await lan.page.getByRole('button', { name: 'Switch camera' }).click();
    await sees(widget, "Seller's camera", 'seller');
  });

  it('[PAGE-50] Take photo puts a still of the seller’s camera, in its full size, into both conversations', async () => {
    const { server, lan, widget } = await videoCall({}, 'seller_hd');
    await widget.getByRole('button', { name: 'Take photo' }).click();
    await widget.getByText('The photo is in the chat').waitFor();
    const photo = lan.page.getByRole('log').getByRole('img').last();
    await waitUntil(async () => {
      if ((await photo.count()) === 0) return 'no photo in the console';
      return photo.evaluate(
        (image) => (image as HTMLImageElement).naturalWidth > 0 || 'the photo does not load',
      );
    });
    const [red = 0, , blue = 0] = await photo.evaluate((image) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      // Away from the middle, where the moving bar may be; a bar is white, and the median of five spots is not.
      const spots = [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => {
        const { naturalWidth: width, naturalHeight: height } = image as HTMLImageElement;
        context?.drawImage(image as HTMLImageElement, -x * width, -height / 2);
        return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
      });
      return spots.toSorted((a, b) => (a[2] ?? 0) - (b[2] ?? 0))[2] ?? [];
    });
    expect(red - blue, 'the seller’s colour').toBeGreaterThan(60);
    const stored = await server.db
      .selectFrom('pictures')
      .select(['width', 'height'])
      .executeTakeFirstOrThrow();
    expect(stored).toEqual({ width: 1280, height: 720 });
    await widget.getByRole('button', { name: 'Chat', exact: true }).click();
    await widget.getByRole('log').getByRole('img').last().waitFor();
  });

  it('[PAGE-52] what was said in a call is there after a reload, shown once', async () => {
    const { lan, visitor, widget } = await videoCall();
    await widget.getByRole('button', { name: 'Chat', exact: true }).click();
    await widget.getByRole('textbox', { name: 'Message' }).fill('Is the lining cotton?');
    await widget.getByRole('button', { name: 'Send', exact: true }).click();
    await lan.page.getByRole('log').getByText('Is the lining cotton?').waitFor();
    await lan.page.getByRole('textbox', { name: 'Message' }).fill('Yes, cotton twill.');
    await lan.page.getByRole('button', { name: 'Send', exact: true }).click();
    await widget.getByText('Yes, cotton twill.').waitFor();
    await visitor.page.reload();
    const again = await visitor.widget();
    await sees(again, "Seller's camera", 'seller');
    await again.getByRole('button', { name: 'Chat', exact: true }).click();
    for (const text of ['Is the lining cotton?', 'Yes, cotton twill.']) {
      await again.getByRole('log').getByText(text).waitFor();
      expect(await again.getByRole('log').getByText(text).count()).toBe(1);
    }
  });

  it('[PAGE-53] speaks Chinese to a Chinese browser, from the shop’s page to the end of the call', async () => {
    const server = await startTestServer();
    closers.push(() => server.close());
    const lan = await startPerson({ media: 'seller', language: 'zh' });
    const visitor = await startBuyer(server.url, { language: 'zh' });
    closers.push(() => Promise.all([lan.close(), visitor.close()]));
    await lan.page.goto(`${server.url}/console`);
    await signIn(lan.page, 'demo:lan', {
      login: '登录名',
      password: '密码',
      submit: '登录',
      available: '在线',
    });
    const widget = await visitor.press('视频看货');
    await lan.page.getByRole('button', { name: '接听' }).click();
    await sees(widget, '卖家画面', 'seller');
    await sees(lan.page.mainFrame(), '买家画面', 'buyer');
    expect(await widget.evaluate(() => document.documentElement.lang)).toMatch(/^zh/);
    await widget.getByRole('button', { name: '挂断' }).click();
    await widget.getByText('通话结束').first().waitFor();
  });

  it('[PAGE-54] carries H.264 where the service prefers it', async () => {
    const { widget, console } = await videoCall({ VIDEO_CODECS: 'H264,VP8' });
    expect((await sent(console)).videoCodec).toBe('video/H264');
    await hears(widget);
  });
});

describe('a page over plain http', () => {
  it('[PAGE-56] says that a camera needs https, and the call still works', async () => {
    const server = await startTestServer();
    closers.push(() => server.close());
    const shop = new URL(server.url);
    const lan = await startAgent(server.url);
    const visitor = await startPerson({ media: 'buyer', hosts: { 'shop.test': '127.0.0.1' } });
    closers.push(() => Promise.all([lan.close(), visitor.close()]));
    await visitor.page.goto(`http://shop.test:${shop.port}/shop/demo/leather-tote`);
    await visitor.page.getByRole('button', { name: 'Video call' }).first().click();
    const widget = () => visitor.page.frames().find((frame) => frame.url().includes('/widget/'));
    await waitUntil(() => widget() !== undefined || 'the widget has no frame');
    await widget()!
      .getByText(/plain http/)
      .first()
      .waitFor();
    await answer(lan);
    await sees(widget()!, "Seller's camera", 'seller');
  });
});
