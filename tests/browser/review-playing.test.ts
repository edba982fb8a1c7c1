import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserPerson } from '../support/browser/chromium.ts';
import { detailOf, recordCall } from '../support/browser/recorded-call.ts';
import { seesInPlayer } from '../support/browser/review-page.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestServer;
let lan: BrowserPerson;
let page: Page;
let id: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ id, lan } = await recordCall(server));
  ({ page } = lan);
});
afterAll(async () => {
  await lan.close();
  await server.close();
});

async function open(at = 0): Promise<void> {
  await page.goto(`${server.url}/review/${id}${at > 0 ? `?t=${at / 1000}` : ''}`);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
}
/** When the last of the tracks began. */
const allBegan = async () =>
  Math.max(...(await detailOf(page, id)).tracks.map(({ segments }) => segments[0]?.startMs ?? 0));

/** In the page: plays for a while, and how often a sound jumped in it; Infinity where nothing was heard. */
async function soundJumps(): Promise<number> {
  const frames = async (count: number) => {
    for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
  };
  const press = (name: string) =>
    document.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)?.click();
  const sounds = [...document.querySelectorAll('audio')];
  while (sounds.some(({ seeking, readyState }) => seeking || readyState < 2)) await frames(1);
  await frames(5);
  const began = sounds.map(({ currentTime }) => currentTime);
  let jumps = 0;
  const count = () => (jumps += 1);
  for (const sound of sounds) sound.addEventListener('seeking', count);
  press('Play');
  await frames(90);
  for (const sound of sounds) sound.removeEventListener('seeking', count);
  const heard = sounds.every(({ currentTime }, index) => currentTime - (began[index] ?? 0) > 0.5);
  press('Pause');
  return heard ? jumps : Infinity;
}

describe('the player of a recording', () => {
  it('[REVP-5] begins to play without a jump in what is heard', async () => {
    await open((await allBegan()) + 200);
    // A machine that stops for a moment makes the player jump: that is not its way to begin.
    await waitUntil(async () => {
      const jumps = await page.evaluate(soundJumps);
      return jumps === 0 || `${jumps} jumps`;
    });
  });

  it('[REVP-70] a jump begins on all tracks with the press, before anything is drawn', async () => {
    const from = (await allBegan()) + 500;
    await open(from);
    const areThere = () =>
      page
        .locator('[data-track]')
        .evaluateAll((all: HTMLMediaElement[]) =>
          all.every(({ readyState, seeking }) => readyState >= 2 && !seeking),
        );
    await waitUntil(async () => (await areThere()) || 'not all tracks are there');
    const slider = page.getByRole('slider', { name: 'Timeline' });
    const begun = await slider.evaluate((input: HTMLInputElement, to) => {
      input.value = String(to);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      return [...document.querySelectorAll<HTMLMediaElement>('[data-track]')].map(({ seeking }) => seeking);
    }, from + 2000);
    expect(begun).toEqual([true, true, true, true]);
    await waitUntil(async () => (await areThere()) || 'the jump does not end');
  });

  it('[REVP-70] a track whose file could not be had at first is there in the end', async () => {
    let refused = 0;
    await page.route('**/media/recordings/**', async (route) => {
      refused += 1;
      await (refused > 4 ? route.continue() : route.fulfill({ status: 429 }));
    });
    await open();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await seesInPlayer(page, /^Lan .*: camera$/, 'seller');
    await seesInPlayer(page, /^Visitor .*: camera$/, 'buyer');
    await page.unroute('**/media/recordings/**');
  });
});
