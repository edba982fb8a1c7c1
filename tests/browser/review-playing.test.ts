import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clip, RecordedSegment, RecordingDetail } from '#protocol';
import type { BrowserPerson } from '../support/browser/chromium.ts';
import { secondsApart, tones, trackStates } from '../support/browser/player-probe.ts';
import { allBegan, detailOf, recordCall } from '../support/browser/recorded-call.ts';
import { seesInPlayer } from '../support/browser/review-page.ts';
import { signIn } from '../support/client.ts';
import { ReviewClient } from '../support/review-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestServer;
let lan: BrowserPerson;
let page: Page;
let id: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ id, lan } = await recordCall(server, pauseForAWhile));
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

/** From when, because it was paused, the first track was not recorded, and until when the last was not, ms on the
 *  recording's clock: a busy machine takes its time until all are recorded again. */
function pauseOf({ tracks }: Pick<RecordingDetail, 'tracks'>): { from: number; until: number } {
  const files = (place: number) => tracks.flatMap(({ segments }) => segments.slice(place, place + 1));
  return {
    from: Math.min(...files(0).map(({ startMs, durationMs }) => startMs + durationMs)),
    until: Math.max(...files(1).map(({ startMs }) => startMs)),
  };
}

/** Pauses the recording until nothing is written any more, and records on: each track has a second file. */
async function pauseForAWhile(ongoing: string, agent: BrowserPerson): Promise<void> {
  const files = async (): Promise<RecordedSegment[]> =>
    (await detailOf(agent.page, ongoing)).tracks.flatMap(({ segments }) => segments);
  const press = (name: string) => agent.page.getByRole('button', { name, exact: true }).click();
  await press('Pause recording');
  await waitUntil(async () => (await files()).every(({ live }) => !live) || 'it is still written');
  const before = (await files()).length;
  await press('Resume recording');
  await waitUntil(async () => {
    const later = (await files()).filter(({ live, durationMs }) => live && durationMs > 8000);
    return later.length === before || `${later.length} of ${before} files go on`;
  }, 60_000);
}

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
    await open((await allBegan(page, id)) + 200);
    // A machine that stops for a moment makes the player jump: that is not its way to begin.
    await waitUntil(async () => {
      const jumps = await page.evaluate(soundJumps);
      return jumps === 0 || `${jumps} jumps`;
    });
  });

  it.each([0.5, 3])(
    '[REVP-5] keeps all tracks together over a gap at %s times the speed, and voices at their pitch',
    async (speed) => {
      const recording = await detailOf(page, id);
      const { from: before, until: after } = pauseOf(recording);
      const playFrom = async (moment: number) => {
        await open(moment);
        await page.getByLabel('Speed').selectOption(String(speed));
        await page.getByRole('button', { name: 'Play', exact: true }).click();
      };
      // A machine that stops for a moment is not the player's drift: then it is played once more.
      await waitUntil(async () => {
        await playFrom(before - 800 * speed);
        const seconds: number[] = [];
        await waitUntil(async () => {
          seconds.push(...(await secondsApart(page, recording, 1)));
          const at = Number(await page.getByRole('slider', { name: 'Timeline' }).inputValue());
          return at > after + 2400 * speed || `at ${at} of ${after}`;
        }, 60_000);
        const kept = seconds.filter((middle) => middle <= 50);
        return (
          kept.length > seconds.length / 2 || `${seconds.join(', ')} ms apart: ${await trackStates(page)}`
        );
      }, 60_000);
      await waitUntil(async () => {
        await playFrom(after + 200);
        const heard = Object.entries(await tones(page));
        const toneOf = (who: string) => heard.find(([name]) => name.startsWith(who))?.[1] ?? 0;
        const isRight = Math.abs(toneOf('Lan') - 440) < 40 && Math.abs(toneOf('Visitor') - 880) < 60;
        return isRight || `heard ${heard.join(' and ')} Hz: ${await trackStates(page)}`;
      }, 30_000);
    },
  );

  it('[REVP-70] a jump begins on all tracks with the press, before anything is drawn', async () => {
    // Behind the pause each file is long enough.
    const from = pauseOf(await detailOf(page, id)).until + 1000;
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

  it('[REVP-70] behind a link and of a clip, too, addresses are got anew while the page stays open, also after one answer that failed', async () => {
    await open();
    const owner = new ReviewClient(server, { cookie: await signIn(server, 'demo:owner') });
    const at = `/api/recordings/${id}`;
    const share = await owner.ask<{ path: string }>('POST', `${at}/shares`, { hours: 1 });
    const fromMs = (await allBegan(page, id)) + 500;
    const cut = { title: 'The seam', fromMs, untilMs: fromMs + 2000 };
    const { clip } = await owner.ask<{ clip: Clip }>('POST', `${at}/clips`, cut);
    await page.clock.install();
    for (const [address, question] of [
      [share.path, '**/api/shared-recordings/*'],
      [`/review/clips/${clip.id}`, '**/api/clips/*'],
    ] as const) {
      let asked = 0;
      await page.route(question, async (route) => {
        asked += 1;
        await (asked === 2 ? route.abort() : route.continue());
      });
      await page.goto(server.url + address);
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
      expect(asked).toBe(1);
      await page.clock.fastForward('46:00');
      await waitUntil(() => asked === 2 || `asked ${asked} times`);
      await waitUntil(async () => {
        await page.clock.fastForward('00:05');
        return asked === 3 || `asked ${asked} times`;
      });
      expect(await page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1);
      await page.unroute(question);
    }
  });
});
