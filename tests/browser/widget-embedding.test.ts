import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { PHONE, startPerson, type BrowserPerson, type PersonOptions } from '../support/browser/chromium.ts';
import { startForeignShop, type ForeignShop } from '../support/browser/foreign-shop.ts';
import { givePicture, noise } from '../support/browser/give-picture.ts';
import { startAgent } from '../support/browser/pages.ts';
import { connectMember } from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { KanhuoApi } from '../../web-client/loader/api.ts';

let server: TestServer;
let shop: ForeignShop;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await startTestServer();
  shop = await startForeignShop();
});
afterAll(async () => {
  await shop.close();
  await server.close();
});
beforeEach(() => shop.serve('/', `<div data-kanhuo></div>${tag()}`));
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** The page's way to the widget. */
type PageWindow = Window & { Kanhuo: KanhuoApi };

/** What a shop pastes. */
function tag(attributes = '', { url } = server): string {
  return `<script src="${url}/widget.js" data-shop="demo" data-product="leather-tote" ${attributes} async></script>`;
}

async function visit(options: Partial<PersonOptions> = {}, path = '/'): Promise<BrowserPerson> {
  const person = await startPerson({ media: 'buyer', ...options });
  closers.push(() => person.close());
  await person.page.goto(shop.url + path);
  return person;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const panel = (page: Page) => page.getByRole('dialog', { name: 'Call and chat with the shop' });
const widget = (page: Page) => page.frameLocator('iframe[title="Call and chat with the shop"]');

describe('the widget on a shop’s page', () => {
  it.each([
    ['an element', '<div data-kanhuo></div>'],
    ['its own element', '<kanhuo-call product="silk-scarf"></kanhuo-call>'],
    ['a launcher of its own', '<p>A page without a place for it</p>'],
  ])('[PAGE-6] puts its buttons into %s and says whether somebody is there', async (_, body) => {
    shop.serve('/place', body + tag());
    const { page, problems } = await visit({}, '/place');
    for (const name of ['Video call', 'Voice call', 'Chat']) await button(page, name).waitFor();
    expect(await button(page, 'Video call').count()).toBe(1);
    await page.getByText('Nobody is here now. Leave a message').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('[PAGE-6] tells a buyer who stays on the page that somebody has come', async () => {
    const empty = await startTestServer();
    closers.push(() => empty.close());
    shop.serve('/stays', tag('', empty));
    const person = await startPerson({ media: 'buyer' });
    closers.push(() => person.close());
    await person.page.clock.install();
    await person.page.goto(`${shop.url}/stays`);
    await person.page.getByText('Nobody is here now. Leave a message').waitFor();
    const lan = await connectMember(empty);
    closers.push(async () => lan.close());
    await person.page.clock.fastForward(61_000);
    await person.page.getByText('Someone is here now').waitFor();
  });

  it('[PAGE-6] draws an element that came later than the script, in place of the launcher', async () => {
    shop.serve('/later', tag());
    const { page } = await visit({}, '/later');
    await button(page, 'Chat').waitFor();
    await page.evaluate(() => document.body.append(document.createElement('kanhuo-call')));
    await waitUntil(
      async () => (await page.locator('kanhuo-launcher').count()) === 0 || 'the launcher is still there',
    );
    await page.locator('kanhuo-call').getByRole('button', { name: 'Chat' }).waitFor();
    expect(await button(page, 'Chat').count()).toBe(1);
  });

  it('[PAGE-7] fetches its script and one word of presence; the rest when a pointer comes near', async () => {
    const person = await startPerson({ media: 'buyer' });
    closers.push(() => person.close());
    const fetched: string[] = [];
    person.page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin === server.url) fetched.push(url.pathname);
    });
    await person.page.goto(shop.url, { waitUntil: 'networkidle' });
    await person.page.getByText('Leave a message').waitFor();
    expect(fetched.toSorted()).toEqual(['/api/shops/demo/presence', '/widget.js']);
    const place = await button(person.page, 'Video call').boundingBox();
    await person.page.mouse.move(place!.x + 40, place!.y + place!.height + 60);
    await waitUntil(() => fetched.includes('/api/visitors') || `only ${fetched.join(' ')}`);
    expect(await panel(person.page).isVisible()).toBe(false);
  });

  it('[PAGE-8] is out of reach for the page’s style, and follows the shop’s variables', async () => {
    shop.serve(
      '/style',
      `<style>
        * { all: unset; } button { background: lime !important; font-size: 90px !important }
        [data-kanhuo] { --kanhuo-accent: rgb(1, 2, 3) }
      </style><div data-kanhuo></div>${tag()}`,
    );
    const { page } = await visit({}, '/style');
    const chat = button(page, 'Chat');
    await page.getByText('Leave a message').waitFor();
    const style = await chat.evaluate(async (element) => {
      // It changes its colour in a moment when it hears that nobody is there.
      await Promise.all(element.getAnimations().map(({ finished }) => finished));
      const { backgroundColor, fontSize, height } = getComputedStyle(element);
      return { backgroundColor, fontSize, height };
    });
    expect(style).toEqual({ backgroundColor: 'rgb(1, 2, 3)', fontSize: '14px', height: '44px' });
  });

  it('[PAGE-9] neither the page nor another frame of it can speak in the other’s name', async () => {
    const { page } = await visit();
    await button(page, 'Chat').hover();
    const frame = widget(page).getByRole('button', { name: 'Close' });
    await frame.waitFor({ state: 'attached' });
    await page.evaluate(() => {
      // Right words, wrong mouths: the page itself, and a frame that is not around the widget.
      window.postMessage({ kanhuo: 'panel', size: 'large' }, '*');
      window.postMessage({ kanhuo: 'unread', count: 7 }, '*');
      const other = document.body.appendChild(document.createElement('iframe'));
      const host = [...document.querySelectorAll('*')].find((e) => e.shadowRoot?.querySelector('iframe'));
      const target = host!.shadowRoot!.querySelector('iframe')!.contentWindow!;
      const script = other.contentDocument!.createElement('script');
      Object.assign(other.contentWindow!, { target });
      script.textContent = `target.postMessage({ kanhuo: 'open', intent: 'chat' }, '*')`;
      other.contentDocument!.body.append(script);
    });
    // The press comes after all of these, and is heeded.
    await page.evaluate(() => (window as PageWindow).Kanhuo.open());
    await panel(page).waitFor();
    await frame.waitFor();
    expect(await widget(page).getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    expect((await panel(page).boundingBox())!.width).toBe(400);
    expect(await page.getByText('7', { exact: true }).count()).toBe(0);
  });

  it('[PAGE-10] beside the page of a desk: Escape and Close put it away and give the focus back', async () => {
    const { page } = await visit();
    await button(page, 'Chat').focus();
    await page.keyboard.press('Enter');
    const message = widget(page).getByRole('textbox', { name: 'Message' });
    await message.waitFor();
    expect(await panel(page).boundingBox()).toMatchObject({ width: 400, height: 720 });
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    await waitUntil(async () => (await focusedText(page)).includes('Chat') || 'the focus is elsewhere');
    await page.keyboard.press('Enter');
    await widget(page).getByRole('button', { name: 'Make large' }).click();
    await waitUntil(async () => (await panel(page).boundingBox())!.width > 1000 || 'not large');
    await widget(page).getByRole('button', { name: 'Close', exact: true }).click();
    await panel(page).waitFor({ state: 'hidden' });
  });

  it('[PAGE-10] covers the page of a phone, which then neither scrolls nor takes the focus', async () => {
    shop.serve('/long', `<div data-kanhuo></div><a href="#x">Link</a><p style="height:3000px"></p>${tag()}`);
    const { page } = await visit({ viewport: PHONE }, '/long');
    await button(page, 'Chat').tap();
    await widget(page).getByRole('textbox', { name: 'Message' }).waitFor();
    expect(await panel(page).boundingBox()).toEqual({ x: 0, y: 0, ...PHONE });
    const page_ = () =>
      page.evaluate(() => ({
        inert: document.querySelector('a')!.closest('[inert]') !== null,
        overflow: document.documentElement.style.overflow,
      }));
    expect(await page_()).toEqual({ inert: true, overflow: 'hidden' });
    await widget(page).getByRole('button', { name: 'Close', exact: true }).tap();
    await panel(page).waitFor({ state: 'hidden' });
    expect(await page_()).toEqual({ inert: false, overflow: '' });
  });

  it('[PAGE-57] what could not be opened is tried again with the same wish, and closes without a network', async () => {
    const { page, context } = await visit();
    await page.route('**/api/visitors', (route) => route.abort());
    await button(page, 'Chat').click();
    await widget(page).getByRole('heading', { name: 'This could not be opened.' }).waitFor();
    await context.setOffline(true);
    await widget(page).getByRole('button', { name: 'Try again' }).click();
    await panel(page).getByRole('button', { name: 'Close' }).click();
    await panel(page).waitFor({ state: 'hidden' });
    await context.setOffline(false);
    await page.unroute('**/api/visitors');
    await button(page, 'Chat').click();
    await panel(page).getByRole('button', { name: 'Try again' }).click({ timeout: 30_000 });
    await widget(page).getByRole('textbox', { name: 'Message' }).waitFor();
  });

  it('[LANG-20] the language a buyer chose in it stays, and is changed from the conversation, too', async () => {
    const { page } = await visit();
    const open = async () => {
      await button(page, 'Chat').waitFor();
      await page.evaluate(() => (window as PageWindow).Kanhuo.open());
    };
    await open();
    await widget(page).getByRole('button', { name: '中文' }).click();
    await widget(page).getByRole('heading', { name: '买之前，先看看实物' }).waitFor();
    await widget(page).getByRole('button', { name: '关闭', exact: true }).click();
    await page.reload();
    await open();
    await widget(page).getByRole('button', { name: '聊天' }).click();
    await widget(page).getByRole('textbox', { name: '消息' }).waitFor();
    await widget(page).getByRole('button', { name: 'English' }).click();
    await widget(page).getByRole('textbox', { name: 'Message' }).waitFor();
  });

  it('[PAGE-6] [PAGE-36] the shop’s own scripts open it, and hear of it as events; a buyer sends pictures in three ways', async () => {
    const { page } = await visit();
    await button(page, 'Chat').waitFor();
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const name of ['panel', 'presence', 'call'])
        document.addEventListener(`kanhuo:${name}`, (event) =>
          heard.push(`${name} ${JSON.stringify((event as CustomEvent).detail)}`),
        );
      (window as PageWindow).Kanhuo.setProduct('silk-scarf');
      (window as PageWindow).Kanhuo.open();
    });
    await widget(page).getByRole('button', { name: 'Video call' }).waitFor();
    const lan = await startAgent(server.url);
    closers.push(() => lan.close());
    await page.getByText('Someone is here now').first().waitFor();

    await widget(page).getByRole('button', { name: 'Chat' }).click();
    const message = widget(page).getByRole('textbox', { name: 'Message' });
    await message.waitFor();
    const chosen = { name: 'chosen.png', mimeType: 'image/png', buffer: await noise(300, 200) };
    await widget(page).locator('input[type=file]').setInputFiles(chosen);
    for (const way of ['drop', 'paste'] as const) await givePicture(message, way, await noise(200, 300));
    const newest = server.db.selectFrom('conversations').select('id').orderBy('id', 'desc');
    await lan.page.goto(`${server.url}/console/c/${(await newest.executeTakeFirstOrThrow()).id}`);
    const pictures = lan.page.getByRole('log').getByRole('button', { name: /^Open picture/ });
    await waitUntil(async () => (await pictures.count()) === 3 || `${await pictures.count()} of 3 pictures`);

    await page.evaluate(() => (window as PageWindow).Kanhuo.close());
    await panel(page).waitFor({ state: 'hidden' });
    const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard.join('\n'));
    expect(heard).toContain('panel {"size":"open"}');
    expect(heard).toContain('"presence":"available"');
    expect(heard).toContain('panel {"size":"hidden"}');
  });
});

/** The words of what has the focus, also inside a shadow root. */
function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const active = document.activeElement;
    return (active?.shadowRoot?.activeElement ?? active)?.textContent ?? '';
  });
}
