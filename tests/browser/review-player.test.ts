import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { DESK, PHONE, startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { followFrames, secondsApart, tones, type ShownFrame } from '../support/browser/player-probe.ts';
import { allBegan, detailOf, recordCall } from '../support/browser/recorded-call.ts';
import { openReview, seesInPlayer, shownInPlayer } from '../support/browser/review-page.ts';
import { type EngineOfTest, onBothEngines } from '../support/livekit/on-both-engines.ts';
import { probeMedia } from '../support/rtp/probe-media.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestServer;
let lan: BrowserPerson;
let page: Page;
let id: string;

async function open(at = 0): Promise<void> {
  await page.goto(`${server.url}/review/${id}${at > 0 ? `?t=${at / 1000}` : ''}`);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
}
const play = () => page.getByRole('button', { name: 'Play', exact: true }).click();
const moment = async () => Number(await page.getByRole('slider', { name: 'Timeline' }).inputValue());
const shown = (name: RegExp) => shownInPlayer(page, name);

/** Steps on and back again: each press leads to the frame beside the one that is shown, and none is passed over. */
async function stepThroughFrames({ file, at }: ShownFrame): Promise<void> {
  /** What stands after a step, and after a jump: it looks at frames beside it, too. */
  const stands = async (before: number | null) => {
    let [frame, looks] = [before, 0];
    await waitUntil(async () => {
      const now = await at();
      looks = now === frame ? looks + 1 : 0;
      frame = now;
      return (frame !== before && looks > 8) || `frame ${frame} after ${before}`;
    });
    return frame ?? NaN;
  };
  const seen = [await stands(null)];
  for (const key of ['.', '.', '.', ',', ',', ',']) {
    await page.keyboard.press(key);
    seen.push(await stands(seen.at(-1) ?? NaN));
  }
  // Saved first: the probe stops this process, and with it the server that has the file.
  const folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-steps-'));
  const saved = path.join(folder, 'camera');
  await writeFile(saved, await (await page.request.get(file)).body());
  const inFile = probeMedia(saved).frames.map(({ time }) => Math.round(time * 1000));
  await rm(folder, { recursive: true });
  const places = seen.map((frame) => inFile.indexOf(frame) - inFile.indexOf(seen[0] ?? NaN));
  expect(places, `${seen.join(', ')} of ${inFile.join(', ')}`).toEqual([0, 1, 2, 3, 2, 1, 0]);
  expect(inFile).toContain(seen[0]);
}

/** What a recorded call looks and sounds like, and `once` what its player does besides. */
function recordedCall(once: EngineOfTest['once']): void {
  it('[REVP-9] its pictures and sounds are those that were sent', async () => {
    await open();
    await play();
    await seesInPlayer(page, /^Lan .*: camera$/, 'seller');
    await seesInPlayer(page, /^Visitor .*: camera$/, 'buyer');
    const heard = Object.entries(await tones(page));
    const toneOf = (who: string) => heard.find(([name]) => name.startsWith(who))?.[1] ?? 0;
    expect(toneOf('Lan')).toBeGreaterThan(420);
    expect(toneOf('Lan')).toBeLessThan(460);
    expect(toneOf('Visitor')).toBeGreaterThan(860);
    expect(toneOf('Visitor')).toBeLessThan(900);
  });

  it('[REVP-9] of the picture that the buyer took back nothing is there after that moment, their voice is', async () => {
    const { tracks, events } = await detailOf(page, id);
    const taken = events.findLast((event) => event.type === 'consent' && event.side === 'buyer');
    const endOf = (source: string) =>
      Math.max(
        ...tracks
          .filter((track) => track.side === 'buyer' && track.source === source)
          .flatMap(({ segments }) => segments.map(({ startMs, durationMs }) => startMs + durationMs)),
      );
    expect(endOf('camera')).toBeLessThanOrEqual((taken?.at ?? 0) + 100);
    expect(endOf('microphone')).toBeGreaterThan((taken?.at ?? Infinity) + 2000);
    await open((taken?.at ?? 0) + 1500);
    await play();
    await seesInPlayer(page, /^Lan .*: camera$/, 'seller');
    await waitUntil(
      async () => (await shown(/^Visitor .*: camera$/).count()) === 0 || 'the buyer is still seen',
    );
    await page.getByText(/allows: voice, screen/).waitFor();
  });

  it('[REVP-5] keeps all tracks within 50 ms of each other while it plays', async () => {
    const recording = await detailOf(page, id);
    const began = await allBegan(page, id);
    // A machine that stops for a moment is not the player's drift: then it is played once more.
    await waitUntil(async () => {
      await open(began);
      await play();
      await waitUntil(async () => (await moment()) > began + 1000 || 'it does not play');
      const seconds = await secondsApart(page, recording, 5);
      const kept = seconds.filter((middle) => middle <= 50);
      return kept.length > seconds.length / 2 || `${seconds.join(', ')} ms apart`;
    }, 60_000);
  });

  once(
    '[REVP-4] a link lands on its second, the address follows, and one that leads nowhere says so',
    async () => {
      await open(7500);
      expect(await moment()).toBeCloseTo(7500, -1);
      await page
        .getByRole('button', { name: /The lining is cotton twill/ })
        .first()
        .click();
      const at = await moment();
      await waitUntil(() => {
        const second = Number(new URL(page.url()).searchParams.get('t'));
        return Math.abs(second * 1000 - at) <= 100 || `the address says ${second}, not ${at}`;
      });
      await page.goto(`${server.url}/review/01930000-0000-7000-8000-000000000000`);
      await page.getByText('This recording is not there any more, or you may not see it.').waitFor();
    },
  );

  once('[REVP-7] is worked by keys: layout, seeking, steps, speed; ? lists them', async () => {
    await open((await allBegan(page, id)) + 5500);
    const stage = page.locator('.player-stage');
    await waitUntil(async () => (await stage.locator('.main').count()) === 1 || 'no picture');
    for (const layout of ['focus', 'inset', 'voice', 'side']) {
      await page.keyboard.press('l');
      await waitUntil(async () => (await stage.getAttribute('class'))?.includes(layout) || layout);
    }
    const before = await moment();
    const frame = await followFrames(page);
    await page.keyboard.press('ArrowLeft');
    await waitUntil(async () => (await moment()) === before - 5000 || `${await moment()} after ${before}`);
    await stepThroughFrames(frame);
    await page.keyboard.press(']');
    expect(await page.getByLabel('Speed').inputValue()).toBe('1.25');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Next layout').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  });

  once(
    '[REVP-10] a comment, an answer to it and a marker stand at their second, and are there after a reload',
    async () => {
      await open(6000);
      const talk = page.getByRole('region', { name: 'Talk' });
      await talk.getByLabel(/^Comment at 00:06$/).fill('Show the seam here, @Lan 兰');
      await talk.getByRole('button', { name: 'Add comment' }).click();
      await talk.getByText('Show the seam here').waitFor();
      await talk.getByRole('button', { name: 'Reply' }).click();
      await talk.getByLabel('Reply to Lan 兰').fill('Next time');
      await talk.getByRole('button', { name: 'Add comment' }).click();
      await talk.getByText('Next time').waitFor();
      await page.getByRole('heading', { name: 'Leather tote' }).click();
      await page.keyboard.press('m');
      await page.getByLabel('What is to be seen here').fill('The lining');
      await page.getByRole('button', { name: 'Save marker' }).click();
      await page
        .getByRole('button', { name: /The lining( ·|$)/ })
        .first()
        .waitFor();
      await page.reload();
      await talk.getByRole('button', { name: 'Markers' }).click();
      await talk.getByText('The lining', { exact: true }).waitFor();
      const { comments } = await detailOf(page, id);
      expect(comments.map(({ at, mentions }) => [at, mentions.length])).toEqual([
        [6000, 1],
        [6000, 0],
      ]);
    },
  );
}

/** A marker becomes a chapter, which is a stretch of the timeline, a heading, and a way to its second. */
function chapters(once: EngineOfTest['once']): void {
  once('[REVP-57] a marker becomes a chapter; keys and a press lead to it', async () => {
    await open(6000);
    const talk = page.getByRole('region', { name: 'Talk' });
    await talk.getByRole('button', { name: 'Markers' }).click();
    await talk.getByRole('button', { name: 'Change marker' }).first().click();
    await page.getByLabel('What is to be seen here').fill('Inside the bag');
    const begins = page.getByRole('switch', { name: 'A chapter begins here' });
    if ((await begins.getAttribute('aria-checked')) === 'false') await begins.click();
    await page.getByRole('button', { name: 'Save marker' }).click();
    const strip = page.getByRole('list', { name: 'Chapters' });
    const inside = strip.getByRole('button', { name: /^Inside the bag, 00:06 – / });
    await inside.waitFor();
    await talk.getByRole('heading', { name: /^Inside the bag/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await open(1000);
    await page.keyboard.press('Shift+N');
    await waitUntil(async () => Math.round(await moment()) === 6000 || `at ${await moment()}`);
    expect(await inside.getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+P');
    await waitUntil(async () => Math.round(await moment()) === 6000 || `at ${await moment()}`);
    await page.keyboard.press('ArrowLeft');
    await waitUntil(async () => (await inside.getAttribute('aria-current')) === null || 'still in it');
    await inside.click();
    await waitUntil(async () => Math.round(await moment()) === 6000 || `at ${await moment()}`);
  });
}

function reviewForOthers(once: EngineOfTest['once']): void {
  let owner: BrowserPerson;
  beforeAll(async () => {
    owner = await startPerson({ media: 'none' });
    await openReview(owner.page, server, 'demo:owner');
  });
  afterAll(() => owner.close());

  once(
    '[REVP-10] a link shows the recording to somebody without a sign-in until it is taken back',
    async () => {
      const desk = owner.page;
      await desk.getByRole('link', { name: /Leather tote/ }).click();
      await desk.getByRole('button', { name: 'Share' }).click();
      await desk.getByRole('button', { name: 'Make a link' }).click();
      const link = await desk.getByLabel('New link, shown only now').inputValue();
      const stranger = await startPerson({ media: 'none' });
      try {
        await stranger.page.goto(link);
        await stranger.page.getByRole('button', { name: 'Play', exact: true }).click();
        const video = stranger.page.getByLabel(/^Lan .*: camera$/);
        await waitUntil(
          async () => (await video.evaluate((one: HTMLVideoElement) => one.videoWidth)) > 0 || 'no picture',
        );
        expect(await stranger.page.getByText('Show the seam here').count()).toBe(0);
        expect(await stranger.page.getByRole('button', { name: 'Export' }).count()).toBe(0);
        expect(await stranger.page.getByRole('button', { name: 'Markers' }).count()).toBe(0);
        expect(await stranger.page.getByRole('list', { name: 'Chapters' }).count()).toBe(0);
        expect(await axeFindings(stranger.page)).toEqual([]);
        await desk.getByRole('button', { name: 'Take back' }).click();
        await desk.getByText('The link opens nothing any more.').waitFor();
        await stranger.page.reload();
        await stranger.page.getByText('This link has expired or was taken back.').waitFor();
      } finally {
        await stranger.close();
      }
      await desk.keyboard.press('Escape');
    },
  );

  once('[REVP-10] the owner deletes the comment of an agent', async () => {
    const desk = owner.page;
    await desk.goto(`${server.url}/review/${id}`);
    const comment = desk.getByRole('article').filter({ hasText: 'Show the seam here' });
    await comment.getByRole('button', { name: 'Delete', exact: true }).last().click();
    await comment.waitFor({ state: 'detached' });
    expect((await detailOf(page, id)).comments).toEqual([]);
  });

  once(
    '[REVP-11] passes axe as list and player, light and dark, at a desk and on a phone, in both languages',
    async () => {
      const desk = owner.page;
      await desk.goto(`${server.url}/review/${id}`);
      await desk.getByRole('button', { name: 'Play', exact: true }).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await desk.emulateMedia({ colorScheme });
        expect(await axeFindings(desk), colorScheme).toEqual([]);
      }
      await desk.getByRole('button', { name: 'Figures' }).click();
      await desk.getByText('Talk share').waitFor();
      expect(await axeFindings(desk)).toEqual([]);
      await desk.getByRole('button', { name: '中文' }).click();
      await desk.getByRole('button', { name: '播放', exact: true }).waitFor();
      await desk.setViewportSize(PHONE);
      expect(await axeFindings(desk)).toEqual([]);
      const wide = await desk.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(PHONE.width);
      await desk.getByRole('button', { name: '全部录像' }).click();
      await desk.getByRole('link', { name: /植鞣牛皮托特包/ }).waitFor();
      expect(await axeFindings(desk)).toEqual([]);
      await desk.getByRole('button', { name: 'English' }).click();
      await desk.setViewportSize(DESK);
    },
  );

  once(
    '[REVP-51] one recording is hidden from the agents, who find it no more, and shown to them again',
    async () => {
      const desk = owner.page;
      await desk.goto(`${server.url}/review/${id}?lang=en`);
      const dialog = desk.getByRole('dialog', { name: 'Who may see this recording' });
      const open = async () => {
        await desk.getByRole('button', { name: 'More' }).click();
        await desk.getByRole('menu').getByText('Who may see it', { exact: true }).click();
      };
      const save = async () => {
        await dialog.getByRole('button', { name: 'Save' }).click();
        await desk.getByText('Saved. It counts from now on.').first().waitFor();
        await dialog.waitFor({ state: 'detached' });
      };
      await open();
      await dialog.getByLabel('Only for this recording').check();
      await dialog
        .getByRole('group', { name: 'Agents' })
        .getByLabel('See')
        .selectOption({ label: 'Nobody of this role' });
      expect(await axeFindings(desk)).toEqual([]);
      await save();
      await page.goto(`${server.url}/review/${id}`);
      await page.getByText('This recording is not there any more, or you may not see it.').waitFor();
      await open();
      await dialog.getByLabel('As in the settings of the shop').check();
      await save();
      await page.reload();
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    },
  );

  once(
    '[REVP-10] the hold stops the deletion, which asks once with the name; then the list teaches the first step',
    async () => {
      const desk = owner.page;
      await desk.goto(`${server.url}/review?lang=en`);
      await desk.getByRole('link', { name: /Leather tote/ }).click();
      const choose = async (name: string) => {
        await desk.getByRole('button', { name: 'More' }).click();
        await desk.getByRole('menu').getByText(name, { exact: true }).click();
      };
      await choose('Legal hold');
      await desk.getByText('Held: nothing deletes it until the hold is taken away.').waitFor();
      await choose('Delete');
      const dialog = desk.getByRole('alertdialog', { name: 'Delete “Leather tote”?' });
      await dialog.getByText('It is on legal hold.').waitFor();
      expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(0);
      await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
      await choose('Legal hold');
      await desk.getByText('The hold is taken away.', { exact: true }).waitFor();
      await choose('Delete');
      await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
      await desk.getByText('“Leather tote” is deleted.').waitFor();
      await desk.getByText('No recordings yet').waitFor();
      expect(await axeFindings(desk)).toEqual([]);
    },
  );
}

onBothEngines(({ variables, once }) => {
  beforeAll(async () => {
    server = await startTestServer(variables());
    ({ id, lan } = await recordCall(server));
    ({ page } = lan);
  });
  afterAll(async () => {
    await lan.close();
    await server.close();
  });

  describe('a recorded call in the review', () => {
    recordedCall(once);
    chapters(once);
    reviewForOthers(once);
  });
});
