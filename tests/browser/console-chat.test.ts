import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { startChatVisitor, type ChatVisitor } from '../support/browser/chat-visitor.ts';
import { startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { givePicture, noise } from '../support/browser/give-picture.ts';
import { signIn } from '../support/browser/pages.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestServer;
let lan: BrowserPerson;
let page: Page;
let folder: string;
const visitors: ChatVisitor[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-pictures-'));
  server = await startTestServer();
  lan = await startPerson({ media: 'none' });
  page = lan.page;
  await page.goto(`${server.url}/console`);
  await signIn(page, 'demo:lan');
});
afterAll(async () => {
  for (const visitor of visitors) visitor.close();
  await lan.close();
  await server.close();
  await rm(folder, { recursive: true });
});

async function visitor(): Promise<ChatVisitor> {
  const one = await startChatVisitor(server);
  visitors.push(one);
  return one;
}
/** A buyer whose conversation is open in the console. */
async function openVisitor(): Promise<ChatVisitor> {
  const one = await visitor();
  await page.goto(`${server.url}/console/c/${one.conversationId}`);
  await box().waitFor();
  return one;
}
const box = (): Locator => page.getByRole('textbox', { name: 'Message' });
const log = (): Locator => page.getByRole('log');

describe('conversations at the console', () => {
  it('[PAGE-20] what is written arrives at the buyer, and is shown once', async () => {
    const buyer = await openVisitor();
    await box().fill('The lining is suede.');
    await box().press('Enter');
    const { message } = await buyer.next('chat:messageAdded');
    expect(message.body).toEqual({ kind: 'text', text: 'The lining is suede.' });
    await buyer.say('Thank you');
    await log().getByText('Thank you').waitFor();
    expect(await log().getByText('The lining is suede.').count()).toBe(1);
    await page.reload();
    await log().getByText('Thank you').waitFor();
    expect(await log().getByText('The lining is suede.').count()).toBe(1);
  });

  it('[PAGE-24] an address can be opened, and markup stays text', async () => {
    const buyer = await openVisitor();
    await buyer.say('<img src=x onerror=alert(1)> https://example.com/care?a=1.');
    const link = log().getByRole('link');
    expect(await link.getAttribute('href')).toBe('https://example.com/care?a=1');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await log().getByText('<img src=x onerror=alert(1)>').waitFor();
  });

  it('[CHAT-9] a text that is too long is not sent, says by how much, and is kept to be shortened', async () => {
    const buyer = await openVisitor();
    // More than a socket takes: sent, it would end the connection.
    await box().evaluate((element) => {
      (element as HTMLTextAreaElement).value = 'x'.repeat(3_000_000);
      element.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.getByRole('status').getByText('2,996,000 characters too many').waitFor();
    await box().press('Enter');
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    expect((await box().inputValue()).length).toBe(3_000_000);
    await box().fill('y'.repeat(4000));
    await box().press('Enter');
    const { message } = await buyer.next('chat:messageAdded');
    expect(message).toMatchObject({ seq: 1, body: { text: 'y'.repeat(4000) } });
  });

  it('[PAGE-25] Enter that takes a Chinese candidate does not send; the next Enter does', async () => {
    const buyer = await openVisitor();
    await box().focus();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
    await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    await devtools.send('Input.insertText', { text: '你好' });
    expect(await box().inputValue()).toBe('你好');
    await box().press('Shift+Enter');
    await page.keyboard.type('!');
    await box().press('Enter');
    const { message } = await buyer.next('chat:messageAdded');
    expect(message.body).toEqual({ kind: 'text', text: '你好\n!' });
    expect(await box().inputValue()).toBe('');
  });

  it('[PAGE-26] keeps the place of who reads above, while messages come below and history comes above', async () => {
    const buyer = await visitor();
    for (let count = 1; count <= 130; count++) await buyer.say(`message ${count}`);
    await page.goto(`${server.url}/console/c/${buyer.conversationId}`);
    await log().getByText('message 130', { exact: true }).waitFor();
    expect(await log().getByText('message 30', { exact: true }).count()).toBe(0);

    const place = log().getByText('message 100', { exact: true });
    // The list may still be on its way to its end when it is first there.
    await waitUntil(async () => {
      await place.scrollIntoViewIfNeeded();
      return log().evaluate(async (list) => {
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        return list.scrollHeight - list.scrollTop - list.clientHeight > 100 || 'back at its end';
      });
    });
    // In the list: what stands above it, an offer to hear rings, may go meanwhile.
    const inList = async () => (await place.boundingBox())!.y - (await log().boundingBox())!.y;
    const before = await inList();
    await buyer.say('one more below');
    await page.getByRole('button', { name: '1 new message' }).waitFor();
    expect(await inList()).toBeCloseTo(before, 0);

    await log().evaluate((list) => (list.scrollTop = 100));
    const top = log().getByText('message 83', { exact: true });
    await log().getByText('message 40', { exact: true }).waitFor({ state: 'attached' });
    expect(await log().evaluate((list) => list.scrollTop)).toBeGreaterThan(300);
    await top.waitFor();

    await page.getByRole('button', { name: '1 new message' }).click();
    await log().getByText('one more below').waitFor();
    await waitUntil(async () => {
      const rest = await log().evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
      return rest < 2 || `${rest} px to the end`;
    });
  });

  it('[PAGE-36] sends a chosen, a dropped and a pasted picture, and shows them large', async () => {
    const buyer = await openVisitor();
    const file = path.join(folder, 'chosen.png');
    await writeFile(file, await noise(300, 200));
    await page.locator('input[type=file]').setInputFiles(file);
    for (const way of ['drop', 'paste'] as const) await givePicture(box(), way, await noise(200, 300));
    for (let count = 0; count < 3; count++) {
      const { message } = await buyer.next('chat:messageAdded');
      expect(message.body.kind).toBe('picture');
    }
    await log()
      .getByRole('button', { name: /^Open picture/ })
      .first()
      .click();
    const large = page.getByRole('dialog', { name: /^Picture from/ });
    await large.getByRole('button', { name: 'Zoom in' }).click();
    expect(
      await large.getByRole('img').evaluate((image) => (image as HTMLElement).style.transform),
    ).toContain('1.5');
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
  });

  it('[PAGE-36] an upload tells its share in percent, and nothing arrives when it is cancelled', async () => {
    const buyer = await openVisitor();
    const file = path.join(folder, 'large.png');
    await writeFile(file, await noise(900, 900));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    await page.locator('input[type=file]').setInputFiles(file);
    await log()
      .getByText(/Sending [1-9]\d?%/)
      .waitFor();
    await log().getByRole('button', { name: 'Cancel' }).click();
    await devtools.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    expect(await log().getByRole('img').count()).toBe(0);
    await box().fill('after it');
    await box().press('Enter');
    const { message } = await buyer.next('chat:messageAdded');
    expect(message.body.kind).toBe('text');
  });

  it('[PAGE-23] refuses what is no picture, and names the limit for one that is too large', async () => {
    await openVisitor();
    const sent: string[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && sent.push(request.url())));
    const large = path.join(folder, 'huge.png');
    await writeFile(large, Buffer.alloc(20 * 1024 * 1024 + 1));
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') }]);
    await page.getByRole('alert').getByText('“notes.pdf” is not a picture').waitFor();
    await page.locator('input[type=file]').setInputFiles(large);
    await page.getByRole('alert').getByText('“huge.png” is larger than 20 MB').waitFor();
    expect(sent.filter((url) => url.includes('/pictures'))).toEqual([]);
  });

  it('[PAGE-37] says that it is cut off, and catches up on both sides when it is back', async () => {
    const buyer = await openVisitor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    const cut = { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 };
    await devtools.send('Network.emulateNetworkConditions', cut);
    await page.getByText('You are offline.').waitFor();
    await box().fill('written while away');
    await box().press('Enter');
    await buyer.say('said while away');
    await devtools.send('Network.emulateNetworkConditions', {
      ...cut,
      offline: false,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await log().getByText('said while away').waitFor();
    const { message } = await buyer.next(
      'chat:messageAdded',
      ({ message: { author } }) => author.kind === 'member',
    );
    expect(message.body).toEqual({ kind: 'text', text: 'written while away' });
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    expect(await log().getByText('written while away').count()).toBe(1);
  });

  it('[PAGE-35] a conversation has an address; the back button and a reload lead where one was', async () => {
    const [first, second] = [await visitor(), await visitor()];
    await first.say('the first one');
    await second.say('the second one');
    await page.goto(`${server.url}/console/c/${first.conversationId}`);
    await page.getByRole('link').filter({ hasText: 'the second one' }).click();
    await log().getByText('the second one').waitFor();
    expect(page.url()).toContain(second.conversationId);
    await page.goBack();
    await log().getByText('the first one').waitFor();
    await page.reload();
    await log().getByText('the first one').waitFor();
  });

  it('[PAGE-33] a status chosen in one window stands in the other, at the server, and after a reload', async () => {
    const other = await lan.context.newPage();
    await other.goto(`${server.url}/console`);
    await other.getByRole('radio', { name: 'Available' }).waitFor();
    const watcher = await visitor();
    await page.getByRole('radio', { name: 'Away' }).click();
    await other.getByRole('radio', { name: 'Away', checked: true }).waitFor();
    await watcher.next('shop:presenceChanged', ({ presence }) => presence === 'offline');
    await other.getByRole('radio', { name: 'Away' }).press('ArrowDown');
    await page.getByRole('radio', { name: 'Available', checked: true }).waitFor();
    await page.reload();
    await page.getByRole('radio', { name: 'Available', checked: true }).waitFor();
    await other.close();
  });

  it('[PAGE-31] / writes, ? lists the keys, and letters in a message stay letters', async () => {
    await openVisitor();
    await page.getByRole('radio', { name: 'Available' }).focus();
    await page.keyboard.press('/');
    await page.keyboard.type('m?2');
    expect(await box().inputValue()).toBe('m?2');
    await box().blur();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByRole('switch', { name: 'Keys of one letter' }).click();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.keyboard.press('2');
    expect(await page.getByRole('radio', { name: 'Busy', checked: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Keys' }).click();
    await keys.getByRole('switch', { name: 'Keys of one letter' }).click();
    await keys.getByRole('button', { name: 'Close' }).click();
  });

  it('[PAGE-34] passes axe with a conversation, in English and light, in Chinese and dark', async () => {
    const buyer = await openVisitor();
    await buyer.say('你好 https://example.com');
    await log().getByText('你好').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Language', exact: true }).click();
    await page.getByRole('menuitemradio', { name: '中文' }).click();
    await page.getByRole('button', { name: '发送', exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
