import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { DESK, PHONE, startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { detailOf, recordCall } from '../support/browser/recorded-call.ts';
import { openReview, seesInPlayer } from '../support/browser/review-page.ts';
import { type SpeechServer, startSpeechServer } from '../support/speech-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const run = promisify(execFile);

let speech: SpeechServer;
let server: TestServer;
let owner: BrowserPerson;
let page: Page;
let id: string;
let folder: string;
/** How far behind what is happening the owner was while it went on, ms, or why they saw nothing. */
let offered: string[] = [];
let behind: { readonly ms: number } | { readonly problem: unknown } | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-evidence-'));
  speech = await startSpeechServer(() => ({
    language: 'english',
    segments: [{ start: 0.5, end: 2.5, text: 'Look at the seam' }],
  }));
  await writeFile(ffmpegOnHold(), HOLDING, { mode: 0o755 });
  server = await startTestServer({ SPEECH_URL: speech.url, FFMPEG_PATH: ffmpegOnHold() });
  owner = await startPerson({ media: 'none' });
  ({ page } = owner);
  const { id: recordingId, lan } = await recordCall(server, async (ongoing) => {
    await openReview(page, server, 'demo:owner');
    await page.goto(`${server.url}/review/${ongoing}`);
    behind = await followLive(ongoing).then(
      (ms) => ({ ms }),
      (problem: unknown) => ({ problem }),
    );
  });
  id = recordingId;
  await lan.close();
}, 120_000);
afterAll(async () => {
  await owner.close();
  await server.close();
  await speech.close();
  await rm(folder, { recursive: true, force: true });
});

/** ffmpeg that begins no export while `hold` lies beside it. */
const ffmpegOnHold = () => path.join(folder, 'ffmpeg');
const HOLDING = `#!/bin/sh
case "$*" in *-progress*) while [ -e "$(dirname "$0")/hold" ]; do sleep 0.05; done ;; esac
exec ffmpeg "$@"
`;

const moment = async () => Number(await page.getByRole('slider', { name: 'Timeline' }).inputValue());

/** Watches a recording that goes on, at its end, until new pictures have come; answers how late they are. */
async function followLive(ongoing: string): Promise<number> {
  await page.getByText('Going on now').first().waitFor();
  const opened = (await detailOf(page, ongoing)).summary.durationMs;
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const toNow = page.getByRole('button', { name: 'Go to now' });
  await waitUntil(async () => {
    if (await toNow.isVisible()) await toNow.click();
    const at = await moment();
    return at > opened + 1500 || `at ${at} of a recording that was ${opened} ms long when it was opened`;
  }, 20_000);
  await seesInPlayer(page, /^Lan .*: camera$/, 'seller');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menu').getByText('Clips', { exact: true }).waitFor();
  offered = await page.getByRole('menuitem').or(page.getByRole('menuitemcheckbox')).allTextContents();
  await page.keyboard.press('Escape');
  return (await detailOf(page, ongoing)).summary.durationMs - (await moment());
}

async function open(): Promise<void> {
  await page.goto(`${server.url}/review/${id}?lang=en`);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
}
async function openCaptions() {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menu').getByText('Captions', { exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Captions' });
  await dialog.waitFor();
  return dialog;
}
const asFile = (name: string, text: string) => ({ name, mimeType: 'text/vtt', buffer: Buffer.from(text) });

describe('a recording in the hands of its shop', () => {
  it('[REVP-53] is followed live while it goes on, by somebody with the right', () => {
    expect(behind).toEqual({ ms: expect.any(Number) as number });
    // Generous for a loaded machine: one that does not follow stays as far behind as it was opened.
    expect(behind && 'ms' in behind && behind.ms).toBeLessThan(15_000);
  });

  it('[REVP-53] while it goes on its deletion, which would be refused, is not offered', async () => {
    expect(offered).toContain('Clips');
    expect(offered).not.toContain('Delete');
    await open();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menu').getByText('Delete', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('[REVP-54] captions come as a file whose mistakes are named, and stand below the picture and beside it', async () => {
    await open();
    const dialog = await openCaptions();
    const file = dialog.locator('input[type=file]');
    await file.setInputFiles(asFile('wrong.vtt', 'WEBVTT\n\n00:01.000 -> 00:02.000\nx\n'));
    await dialog
      .getByRole('alert')
      .getByText(/line 3: no times/)
      .waitFor();
    await dialog.getByLabel('Language').first().selectOption('zh');
    await file.setInputFiles(
      asFile(
        'right.vtt',
        'WEBVTT\n\n00:02.000 --> 00:06.000\n<v lan 兰>缝线很密\n\n00:06.500 --> 00:07.000\n好\n',
      ),
    );
    await dialog.getByText('Chinese, from a file').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Captions' }).click();
    await page.getByRole('menu').getByText('Chinese').click();
    await page.getByRole('button', { name: 'Spoken' }).click();
    await page.getByRole('list', { name: 'Spoken' }).getByText('缝线很密').click();
    await page.locator('.caption').getByText('缝线很密').waitFor();
    expect(await moment()).toBe(2000);
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await page.setViewportSize(DESK);
  });

  it('[REVP-55] what was said is written down at a press, and its words are then searched', async () => {
    const dialog = await openCaptions();
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await dialog.getByText('English, written down by the speech service').waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${server.url}/review`);
    await page.getByRole('searchbox').fill('at the seam');
    await page.getByRole('link', { name: /Leather tote/ }).waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('Nothing fits').waitFor();
  });

  it('[REVP-56] Export leads from its press over its progress to a file with pictures, sound and captions', async () => {
    await open();
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export as one MP4' });
    const choose = async () => {
      await dialog.getByLabel('Picture in picture').check();
      await dialog.getByLabel('Chat').selectOption({ label: 'The chat beside the pictures' });
      await dialog.getByLabel('Captions').selectOption({ label: 'Chinese, to be turned on in the player' });
    };
    await choose();
    expect(await axeFindings(page)).toEqual([]);
    await writeFile(path.join(folder, 'hold'), '');
    await dialog.getByRole('button', { name: 'Start export' }).click();
    await dialog.getByRole('progressbar', { name: 'Exporting' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // It goes on without the dialog and without the page, and is found there again.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await open();
    await page.getByRole('button', { name: 'Export' }).click();
    await dialog.getByRole('button', { name: 'Cancel export' }).click();
    await dialog.getByText('The export was cancelled.').waitFor();

    await choose();
    await dialog.getByRole('button', { name: 'Start export' }).click();
    await dialog.getByRole('button', { name: 'Cancel export' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).click();
    const exports = dialog.getByRole('list', { name: 'Exports of this recording' }).getByRole('listitem');
    await exports.waitFor();
    await rm(path.join(folder, 'hold'));
    await dialog.getByText('The file is ready.').waitFor({ timeout: 60_000 });
    expect(await exports.allInnerTexts()).toEqual([expect.stringContaining('Picture in picture') as string]);
    const saving = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Download' }).click();
    const saved = path.join(folder, 'saved.mp4');
    await (await saving).saveAs(saved);
    const entries = 'stream=codec_name,nb_read_frames:format=duration';
    const { stdout, stderr } = await run('ffprobe', [
      ...['-v', 'warning', '-count_frames', '-show_entries', entries, '-of', 'json', saved],
    ]);
    expect(stderr).toBe('');
    const probed = JSON.parse(stdout) as {
      streams: { codec_name: string; nb_read_frames: string }[];
      format: { duration: string };
    };
    expect(probed.streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac', 'mov_text']);
    const { durationMs } = (await detailOf(page, id)).summary;
    expect(Math.abs(Number(probed.format.duration) * 1000 - durationMs)).toBeLessThan(200);
    expect(Number(probed.streams[0]?.nb_read_frames)).toBeGreaterThan((durationMs / 1000) * 20);

    await dialog.getByRole('button', { name: 'Files as they were recorded' }).click();
    const original = dialog.getByRole('listitem').filter({ hasText: /^Lan .*: camera/ });
    expect(await axeFindings(page)).toEqual([]);
    const savingOriginal = page.waitForEvent('download');
    await original.getByRole('link', { name: 'Download' }).click();
    expect((await savingOriginal).suggestedFilename()).toMatch(/^recording-.*\.webm$/);

    await dialog.getByRole('button', { name: /^Delete the export of Today/ }).click();
    await exports.waitFor({ state: 'detached' });
  }, 90_000);
});
