import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { startChatVisitor, type ChatVisitor } from '../support/browser/chat-visitor.ts';
import { PHONE, startPerson, type BrowserPerson, type PersonOptions } from '../support/browser/chromium.ts';
import { bringSignIn, signIn, startAgent } from '../support/browser/pages.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestServer;
let buyer: ChatVisitor;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  server = await startTestServer();
  buyer = await startChatVisitor(server);
});
afterEach(async () => {
  buyer.close();
  await Promise.all(closers.splice(0).map((close) => close()));
  await server.close();
});

async function agent(options: Partial<PersonOptions> = {}): Promise<BrowserPerson> {
  const person = await startAgent(server.url, options);
  closers.push(() => person.close());
  return person;
}
declare global {
  interface Window {
    kanhuoTestOffered(): void;
    kanhuoTestSound?: AudioContext;
  }
}

const dialog = (page: Page) => page.getByRole('dialog', { name: /^Incoming (video|voice) call$/ });

describe('a call that comes in', () => {
  it('[PAGE-28] shows the product, who asks, how long they wait and one’s own camera; Enter answers', async () => {
    const { page } = await agent();
    const call = await buyer.ring('video');
    const ringing = dialog(page);
    await ringing.getByText(`${buyer.name} asks to see it`).waitFor();
    await ringing.getByText('Leather tote', { exact: true }).waitFor();
    const picture = ringing.getByRole('img').first();
    await waitUntil(
      async () =>
        (await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)) > 0 ||
        'no product picture',
    );
    await waitUntil(async () => {
      const preview = ringing.getByLabel('Your camera, not sent yet');
      return (await preview.evaluate((video) => (video as HTMLVideoElement).videoWidth)) > 0 || 'no preview';
    });
    const wait = ringing.getByRole('timer');
    const first = await wait.textContent();
    await waitUntil(async () => (await wait.textContent()) !== first || `stands at ${first}`);
    await waitUntil(async () => (await page.title()).includes('is calling') || (await page.title()));
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await buyer.next(
      'call:changed',
      (told) => told.call.id === call.id && told.call.state.status === 'connecting',
    );
    await page.getByRole('button', { name: 'Hang up' }).waitFor();
    await waitUntil(() => page.url().includes(buyer.conversationId) || page.url());
  });

  it('[PAGE-29] rings in one window only, and nowhere once it is answered', async () => {
    const { page, context } = await agent();
    const second = await context.newPage();
    await second.goto(`${server.url}/console`);
    await second.getByRole('radio', { name: 'Available' }).waitFor();
    const windows = [page, second];
    const call = await buyer.ring('voice');
    await waitUntil(async () => {
      const counts = await Promise.all(windows.map((one) => dialog(one).count()));
      return counts.reduce((sum, count) => sum + count) === 1 || `${counts.join(' and ')} dialogs`;
    });
    const [here, there] = (await dialog(page).count()) === 1 ? [page, second] : [second, page];
    await there.getByText('A call rings in your other window.').waitFor();
    await dialog(here).getByRole('button', { name: 'Answer' }).click();
    await buyer.next(
      'call:changed',
      (told) => told.call.id === call.id && told.call.state.status === 'connecting',
    );
    await there.getByText('A call rings in your other window.').waitFor({ state: 'detached' });
    expect(await Promise.all(windows.map((one) => dialog(one).count()))).toEqual([0, 0]);
  });

  it('[PAGE-29] rings in the window that is left when the one that rang is closed', async () => {
    const { page, context } = await agent();
    const second = await context.newPage();
    await second.goto(`${server.url}/console`);
    await second.getByRole('radio', { name: 'Available' }).waitFor();
    await buyer.ring('voice');
    await waitUntil(
      async () => (await dialog(page).count()) + (await dialog(second).count()) === 1 || 'nothing rings',
    );
    const [here, there] = (await dialog(page).count()) === 1 ? [page, second] : [second, page];
    await here.close();
    await dialog(there).getByRole('button', { name: 'Answer' }).waitFor();
  });

  it('[PAGE-28] Decline takes it away, and with nobody left the buyer is told', async () => {
    const { page } = await agent();
    const call = await buyer.ring('voice');
    await dialog(page).getByRole('button', { name: 'Decline' }).click();
    const { call: missed } = await buyer.next(
      'call:changed',
      (told) => told.call.id === call.id && told.call.state.status === 'missed',
    );
    expect(missed.state).toMatchObject({ reason: 'declined' });
    await dialog(page).waitFor({ state: 'detached' });
  });

  it('[PAGE-65] rings as long as it rings; before and after, the clock of sounds stands', async () => {
    const { page, close } = await startPerson({ media: 'none' });
    closers.push(close);
    await page.addInitScript(() => {
      const { resume } = AudioContext.prototype;
      AudioContext.prototype.resume = function () {
        window.kanhuoTestSound = this;
        return resume.call(this);
      };
    });
    await bringSignIn(page, server.url, 'demo:lan');
    await page.goto(`${server.url}/console`);
    const sound = () => page.evaluate(() => window.kanhuoTestSound?.state);
    const stands = () => waitUntil(async () => (await sound()) === 'suspended' || `${await sound()}`);
    await stands();
    for (const _ of ['a first', 'and one more']) {
      await buyer.ring('voice');
      const decline = dialog(page).getByRole('button', { name: 'Decline' });
      await decline.waitFor();
      const from = await page.evaluate(() => window.kanhuoTestSound?.currentTime ?? NaN);
      // Longer than a clock runs on for nothing.
      await waitUntil(async () => {
        const at = await page.evaluate(() => window.kanhuoTestSound?.currentTime ?? NaN);
        return at - from > 2.5 || `${at - from} s of ringing`;
      });
      expect(await sound()).toBe('running');
      await decline.click();
      await stands();
    }
  });

  it('[PAGE-38] Enter of somebody who is writing when it rings sends nothing and answers nothing', async () => {
    const { page } = await agent();
    await page.goto(`${server.url}/console/c/${buyer.conversationId}`);
    await page.getByRole('textbox', { name: 'Message' }).fill('half a sen');
    await buyer.ring('voice');
    const answer = dialog(page).getByRole('button', { name: 'Answer' });
    await page.evaluate(async () => {
      // As soon as the dialog has the focus, faster than anybody reads it.
      while (!document.querySelector('dialog[open]')) await new Promise(requestAnimationFrame);
      const init = { key: 'Enter', bubbles: true, cancelable: true };
      const key = new KeyboardEvent('keydown', init);
      document.activeElement!.dispatchEvent(key);
      document.body.dataset['prevented'] = String(key.defaultPrevented);
    });
    expect(await page.evaluate(() => document.body.dataset['prevented'])).toBe('true');
    await answer.waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('half a sen');
  });

  it('[PAGE-39] a reloaded page says how to hear rings, until a press', async () => {
    const { page, close } = await startPerson({ media: 'none' });
    closers.push(close);
    await page.goto(`${server.url}/console`);
    // The press that signs in counts.
    await signIn(page, 'demo:lan');
    const offer = page.getByRole('button', { name: 'Click to hear rings' });
    expect(await offer.count()).toBe(0);
    // The page itself tells when it offers: every look of a test at a page counts as a gesture of its user.
    const offered = Promise.withResolvers<void>();
    await page.exposeFunction('kanhuoTestOffered', () => offered.resolve());
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.body?.textContent.includes('Click to hear rings')) window.kanhuoTestOffered();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await offered.promise;
    await offer.click({ force: true });
    await offer.waitFor({ state: 'detached' });
  });

  it('[PAGE-32] on a phone: one pane at a time, and in a call all controls in the lower third', async () => {
    const { page } = await agent({ viewport: PHONE });
    await buyer.say('Can you show me the lining?');
    const box = page.getByRole('textbox', { name: 'Message' });
    expect(await box.isVisible()).toBe(false);
    await page.getByRole('link').filter({ hasText: 'lining' }).click();
    await box.waitFor();
    expect(await page.getByRole('heading', { name: 'Inbox' }).isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();

    await buyer.ring('video');
    await dialog(page).getByRole('button', { name: 'Answer' }).click();
    const stage = page.getByRole('region', { name: 'Call', exact: true });
    await stage.getByRole('button', { name: 'Take photo' }).waitFor();
    // With a picture on the whole stage the product is pinned beside the tools, which takes the most room.
    await stage.getByRole('button', { name: 'Swap pictures' }).click();
    await stage.getByRole('button', { name: 'Leather tote' }).waitFor();
    for (const name of [
      'Hang up',
      'Mute',
      'Camera',
      'Take photo',
      'Chat',
      'Freeze',
      'Switch camera',
      'Share screen',
      'Record',
      'More',
      'Back',
    ]) {
      const at = await stage.getByRole('button', { name, exact: true }).boundingBox();
      expect(at!.y, name).toBeGreaterThanOrEqual((PHONE.height * 2) / 3 - 1);
      expect(at!.height, name).toBeGreaterThanOrEqual(44);
      expect(at!.x, name).toBeGreaterThanOrEqual(0);
      expect(at!.x + at!.width, name).toBeLessThanOrEqual(PHONE.width);
    }
    // What comes up for a moment lies over none of them.
    const toasts = page.locator('.toasts');
    const end = await toasts.evaluate((region) => region.getBoundingClientRect().bottom);
    expect(end).toBeLessThan(PHONE.height / 2);
    // The stage covers the banner that says so elsewhere.
    const lost = stage.getByText('The connection is lost. Reconnecting…');
    await page.context().setOffline(true);
    await lost.waitFor();
    await page.context().setOffline(false);
    await lost.waitFor({ state: 'detached' });
    await stage.getByRole('button', { name: 'Back' }).click();
    await box.waitFor();
    await stage.getByRole('button', { name: 'Hang up' }).waitFor();
    expect(await toasts.evaluate((region) => region.getBoundingClientRect().top)).toBeGreaterThan(
      PHONE.height / 2,
    );
  });
});
