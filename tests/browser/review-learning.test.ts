import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { expectGood } from '../support/browser/every-sight.ts';
import { openReview } from '../support/browser/review-page.ts';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { waitUntil } from '../support/wait-until.ts';

let s: ReviewScene;
let owner: BrowserPerson;
let page: Page;

beforeAll(async () => {
  s = await startReviewScene();
  const [recording] = await s.owner.list();
  const callId = recording?.callId ?? '';
  await s.buyer.command('call:rate', { callId, stars: 4, words: 'Showed every seam' });
  owner = await startPerson({ media: 'none' });
  ({ page } = owner);
  await openReview(page, s.scene.server, 'demo:owner');
}, 90_000);
afterAll(async () => {
  await owner.close();
  await s.close();
});

const to = (path: string) => page.goto(`${s.scene.server.url}/review${path}`);
const link = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
const button = (name: string, at: Page = page) => at.getByRole('button', { name, exact: true });
const moment = async (at: Page = page) =>
  Number(await at.getByRole('slider', { name: 'Timeline' }).inputValue());

describe('score sheets', () => {
  it('[REVP-30] the owner designs one, which teaches the first step until then', async () => {
    await link('Score sheets').click();
    await page.getByText('No score sheet yet').waitFor();
    await button('New score sheet').click();
    await page.getByLabel('Title of the sheet').fill('First impression');
    const criteria = page.getByRole('group', { name: /^Criterion/ });
    await criteria.nth(0).getByLabel('What is looked at').fill('Greeting');
    await button('Add criterion').click();
    await criteria.nth(1).getByLabel('What is looked at').fill('Shows the goods');
    await criteria.nth(1).getByLabel('What its points mean').fill('2: front, back and flaws');
    await criteria.nth(1).getByLabel('Weight').selectOption('3');
    await criteria.nth(1).getByLabel('Points up to').selectOption('2');
    await button('Save').click();
    await page.getByText('Weight 3, up to 2').waitFor();
    await expectGood(page, 'Score sheets', '评分表');
  });

  it('[REVP-30] a call is scored beside its picture, and read there by its agent', async () => {
    await to(`/${s.recordingId}`);
    await button('Score').click();
    await button('Score this call').click();
    await page.getByRole('radiogroup', { name: 'Points for Greeting' }).getByLabel('5').check();
    await page.getByText('Total so far: 100%').waitFor();
    await page.getByRole('radiogroup', { name: 'Points for Shows the goods' }).getByLabel('1').check();
    await page.getByText('Total so far: 63%').waitFor();
    await page.getByLabel('Comment on Shows the goods').fill('The back was missing');
    await button('Save score').click();
    await page.getByText('The back was missing').waitFor();
    await expectGood(page, 'Score', /^Visitor|^访客/);

    const lan = await startPerson({ media: 'none' });
    try {
      await openReview(lan.page, s.scene.server, 'demo:lan');
      await lan.page.goto(`${s.scene.server.url}/review/${s.recordingId}`);
      await button('Score', lan.page).click();
      await lan.page.getByText('The back was missing').waitFor();
      expect(await button('Score this call', lan.page).count()).toBe(0);
      expect(await lan.page.getByRole('link', { name: 'Score sheets' }).count()).toBe(0);
    } finally {
      await lan.close();
    }
  });
});

describe('figures', () => {
  it('[REVP-32] of each agent stand in a table with lines, whose points lead to their calls', async () => {
    await link('Figures').click();
    await page.getByRole('heading', { name: /^Lan/ }).waitFor();
    const score = page.getByRole('row', { name: /^Score/ });
    await score.getByText('mean 63%').waitFor();
    await page
      .getByRole('row', { name: /^Rating/ })
      .getByText('mean 4.0 ★')
      .waitFor();
    await expectGood(page, 'Figures', '数据');
    await page.getByLabel('Period').selectOption({ label: 'Last 7 days' });
    await score.getByRole('link', { name: /63%$/ }).click();
    await page.waitForURL(`**/review/${s.recordingId}`);
    await button('Play').waitFor();
  });
});

describe('a stretch of a recording', () => {
  /** Chooses one by keys, from here to the end. */
  async function choose(from: number): Promise<void> {
    await to(`/${s.recordingId}?t=${from / 1000}`);
    await button('Play').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('r');
    await page.getByRole('form', { name: 'Chosen stretch' }).waitFor();
  }

  it('[REVP-33] is chosen by keys, moved by its handles, and saved as a clip that plays by itself', async () => {
    await choose(200);
    const end = page.getByRole('slider', { name: 'End of the stretch' });
    const before = Number(await end.getAttribute('aria-valuenow'));
    await end.press('ArrowLeft');
    expect(Number(await end.getAttribute('aria-valuenow'))).toBe(before - 100);
    await page.getByRole('slider', { name: 'Beginning of the stretch' }).press('ArrowRight');
    await button('Save as clip').click();
    await page.getByLabel('What is to be seen in it').fill('The seam');
    await button('Save clip').click();
    await page.getByText('Clip “The seam” is saved.').waitFor();

    await button('More').click();
    await page.getByRole('menu').getByText('Clips', { exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Clips' });
    const file = await dialog.getByRole('link', { name: 'Download' }).getAttribute('href');
    expect((await s.owner.file(file ?? '')).headers.get('content-disposition')).toContain('attachment');
    await dialog.getByRole('button', { name: 'Share: The seam' }).click();
    const shared = await dialog.getByLabel(/^Link to the clip/).inputValue();
    await dialog.getByRole('link', { name: /The seam/ }).click();
    await page.waitForURL('**/review/clips/*');
    await page.getByRole('heading', { name: 'The seam' }).waitFor();
    await plays(page);
    await expectGood(page, 'Clip', 'The seam');

    const stranger = await startPerson({ media: 'none' });
    try {
      await stranger.page.goto(shared);
      await stranger.page.getByRole('heading', { name: 'The seam' }).waitFor();
      await plays(stranger.page);
    } finally {
      await stranger.close();
    }
  });

  /** Presses Play and waits for the seller's picture, and for time to pass. */
  async function plays(at: Page): Promise<void> {
    const from = await moment(at);
    await button('Play', at).click();
    await waitUntil(async () => {
      const pictures = await at
        .locator('video')
        .evaluateAll((all: HTMLVideoElement[]) =>
          all.map(({ ariaLabel, videoWidth }) => `${ariaLabel} ${videoWidth}`),
        );
      return pictures.some((one) => /^Lan .*: camera [1-9]/.test(one)) || `pictures: ${pictures.join(', ')}`;
    });
    await waitUntil(async () => (await moment(at)) !== from || 'it stands still');
  }

  it('[REVP-34] is put into a collection with a note; a press on it lands on its second', async () => {
    await choose(700);
    await button('Add to a collection').first().click();
    const dialog = page.getByRole('dialog', { name: 'Add to a collection' });
    await dialog.getByLabel('Title').fill('How to show a lining');
    await dialog.getByLabel('Why it is worth looking at').fill('Inside and out');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Added to “How to show a lining”.').waitFor();
    await button('More').click();
    await page.getByRole('menu').getByText('Add to a collection').click();
    await dialog.getByLabel('What of it').selectOption({ label: 'Whole call' });
    await dialog.getByLabel('Why it is worth looking at').fill('Calm from the first word on');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });

    await link('Collections').click();
    await expectGood(page, 'Collections', '范例合集');
    await page.getByRole('link', { name: /How to show a lining/ }).click();
    const notes = page.locator('.note');
    await waitUntil(async () => (await notes.count()) === 2 || 'not two examples');
    await page
      .getByRole('button', { name: /^Move up/ })
      .nth(1)
      .click();
    await waitUntil(
      async () => (await notes.first().textContent()) === 'Calm from the first word on' || 'not moved',
    );
    await expectGood(page, 'Collection', 'How to show a lining');
    await page.getByRole('link', { name: /00:00 – / }).click();
    await button('Play').waitFor();
    expect(await moment()).toBeCloseTo(700, -1);
  });
});

describe('the list', () => {
  it('[REV-1] shows each recording with its picture, its waveform and its markers', async () => {
    await to('');
    const line = page.getByRole('link', { name: /4 of 5 stars/ });
    const poster = line.locator('img');
    const pictureIsThere = () =>
      waitUntil(
        async () =>
          (await poster.evaluate((one: HTMLImageElement) => one.naturalWidth)) > 0 || 'there is no picture',
      );
    await pictureIsThere();
    const bars = await line.locator('.wave path').first().getAttribute('d');
    expect(bars?.split('M').length).toBeGreaterThan(2);
    expect(await line.locator('.wave .mark').count()).toBe(1);
    // Where it cannot be had, and no product has one, a sign stands there.
    const { pathname } = new URL((await poster.getAttribute('src')) ?? '', page.url());
    await page.route(`**${pathname}*`, (route) => route.abort());
    await to('');
    await line.locator('.recording-poster svg').waitFor();
    expect(await poster.count()).toBe(0);
    await page.unroute(`**${pathname}*`);
  });
});

describe('filters', () => {
  it('[REVP-35] stand in the address, by which somebody else finds the same', async () => {
    await to('');
    const line = page.getByRole('link', { name: /4 of 5 stars/ });
    await line.waitFor();
    await button('Filters').click();
    await page.getByLabel('Rating').selectOption({ label: '5 stars' });
    await page.getByText('Nothing fits').waitFor();
    expect(new URL(page.url()).search).toBe('?rating=best');
    await page.reload();
    await page.getByText('Nothing fits').waitFor();
    expect(await page.getByLabel('Rating').inputValue()).toBe('best');
    await button('Clear filters').first().click();
    await line.waitFor();
    expect(new URL(page.url()).search).toBe('');
    await to(`?rating=good&from=2020-01-01&q=canvas`);
    await line.waitFor();
    await to(`?to=2020-01-01`);
    await page.getByText('Nothing fits').waitFor();
    expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe('2020-01-01');
    await expectGood(page, 'Filters', '录像');
  });
});
