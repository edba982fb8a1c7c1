import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import type { Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { DESK, PHONE, startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: ViteDevServer;
let address: string;
let person: BrowserPerson;

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../../web-client', import.meta.url)),
    cacheDir: fileURLToPath(new URL('../../.cache/vite-gallery', import.meta.url)),
    plugins: [vue()],
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false },
  });
  await server.listen();
  const bound = server.httpServer?.address();
  if (typeof bound !== 'object' || !bound) throw new Error('Vite is not listening.');
  person = await startPerson({ media: 'none' });
  address = `http://127.0.0.1:${bound.port}/ui/gallery/index.html`;
});
afterAll(async () => {
  await person.close();
  await server.close();
});
afterEach(async () => {
  for (const page of person.context.pages()) await page.close();
});

async function gallery(look: { colorScheme?: 'light' | 'dark'; viewport?: typeof DESK } = {}): Promise<Page> {
  const page = await person.context.newPage();
  await page.setViewportSize(look.viewport ?? DESK);
  await page.emulateMedia({ colorScheme: look.colorScheme ?? 'light' });
  await page.goto(address);
  await page.getByRole('heading', { name: 'Icons' }).waitFor();
  return page;
}

describe('primitives', () => {
  it.each([
    ['light', DESK],
    ['dark', PHONE],
  ] as const)(
    '[PAGE-5] axe finds nothing, %s, %o',
    async (colorScheme, viewport) => {
      const page = await gallery({ colorScheme, viewport });
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Chat' }).click();
      await page.getByRole('button', { name: 'Ask for a recording' }).click();
      expect(await axeFindings(page)).toEqual([]);
    },
    120_000,
  );

  it('[PAGE-5] a dialog keeps the focus, closes by Escape and gives the focus back', async () => {
    const page = await gallery();
    const opener = page.getByRole('button', { name: 'Ask', exact: true });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Delete' });
    await dialog.waitFor();
    for (let press = 0; press < 5; press++) {
      await page.keyboard.press('Tab');
      expect(await opener.evaluate((element) => element === document.activeElement)).toBe(false);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('[PAGE-5] a dialog that asks for a decision does not go by Escape', async () => {
    const page = await gallery();
    await page.getByRole('button', { name: 'Ask for a recording' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lan would like to record' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole('switch', { name: 'Picture' }).press('Space');
    expect(await dialog.getByRole('switch', { name: 'Picture' }).getAttribute('aria-checked')).toBe('true');
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('[PAGE-5] a sheet takes the focus, goes by Escape and gives the focus back', async () => {
    const page = await gallery();
    const opener = page.getByRole('button', { name: 'Chat', exact: true });
    await opener.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('region', { name: 'Chat with Lan' });
    await waitUntil(
      async () =>
        (await sheet.evaluate((element) => element === document.activeElement)) || 'the sheet has no focus',
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await waitUntil(
      async () =>
        (await opener.evaluate((element) => element === document.activeElement)) || 'the focus is lost',
    );
  });

  it('[PAGE-5] a menu opens by arrow, moves round, chooses and gives the focus back', async () => {
    const page = await gallery();
    const opener = page.getByRole('button', { name: 'Available' });
    await opener.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menu', { name: 'Your status' }).waitFor();
    for (const key of ['ArrowUp', 'Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    const chosen = page.getByRole('button', { name: 'Busy' });
    expect(await chosen.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    expect(await chosen.getAttribute('aria-expanded')).toBe('false');
  });

  it('[PAGE-5] a toast says its sentence, offers the way back and goes', async () => {
    const page = await gallery();
    await page.getByRole('button', { name: 'Toast' }).click();
    const toast = page.getByRole('status').getByText('Conversation archived.');
    await toast.waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await toast.waitFor({ state: 'detached' });
    expect(await page.getByRole('status').innerText()).toBe('');
  });

  it('[PAGE-2] a ring sounds after a gesture and stops', async () => {
    const page = await gallery();
    await page.getByRole('button', { name: 'Ring: silent' }).click();
    const ringing = page.getByRole('button', { name: 'Ring: ringing' });
    await ringing.waitFor();
    await ringing.click();
    expect(await page.getByRole('button', { name: 'Ring:' }).innerText()).toBe('Ring: silent');
  });
});
