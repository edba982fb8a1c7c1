import type { Frame, Page } from 'playwright-core';
import type { RecordingDetail, RecordingSummary, Reply } from '#protocol';
import type { TestServer } from '../test-server.ts';
import { waitUntil } from '../wait-until.ts';
import type { BrowserPerson } from './chromium.ts';
import { answer, startAgent, startBuyer } from './pages.ts';

/** A call between two browsers that both sides let be recorded, and the agent's browser, still signed in. */
export interface RecordedCall {
  readonly id: string;
  readonly lan: BrowserPerson;
}

/** What the service knows of a recording, asked by a page that is signed in. */
export async function detailOf(page: Page, id: string): Promise<RecordingDetail> {
  const reply = await ask<{ recording: RecordingDetail }>(page, `/api/recordings/${id}`);
  return reply.recording;
}

/** When the last of the tracks began, ms: a busy machine takes its time until all are recorded. */
export async function allBegan(page: Page, id: string): Promise<number> {
  const { tracks } = await detailOf(page, id);
  return Math.max(...tracks.map(({ segments }) => segments[0]?.startMs ?? 0));
}

async function ask<T>(page: Page, path: string): Promise<T> {
  const text = await page.evaluate(async (at) => (await fetch(at)).text(), path);
  const reply = JSON.parse(text) as Reply<T>;
  if (!reply.ok) throw new Error(`${path}: ${reply.error.code}`);
  return reply.data;
}

/** Calls, records, and has the buyer take their picture back in the middle of it; then hangs up.
 *  @param during what else happens while it is recorded */
export async function recordCall(
  server: TestServer,
  during: (id: string, lan: BrowserPerson) => Promise<void> = async () => {},
): Promise<RecordedCall> {
  const [lan, visitor] = await Promise.all([startAgent(server.url), startBuyer(server.url)]);
  const widget = await visitor.press('Video call');
  await answer(lan);
  await widget.getByRole('button', { name: 'Hang up' }).waitFor();
  await lan.page.getByRole('button', { name: 'Record', exact: true }).click();
  await allow(widget);
  await allow(lan.page);

  const [recording] = await recordings(lan.page);
  if (!recording) throw new Error('There is no recording.');
  const { id } = recording;
  await recorded(lan.page, id, 'buyer', 'camera', 4000);
  await during(id, lan);
  await widget.getByRole('button', { name: 'Recording' }).click();
  await widget.getByRole('switch', { name: 'Picture' }).click();
  await widget.getByRole('button', { name: 'Save my choice' }).click();
  await lan.page.getByRole('button', { name: /Visitor \d+: voice, screen/ }).waitFor();
  await lan.page.getByRole('textbox', { name: 'Message' }).fill('The lining is cotton twill.');
  await lan.page.getByRole('button', { name: 'Send', exact: true }).click();
  const until = (await detailOf(lan.page, id)).summary.durationMs + 4000;
  await waitUntil(async () => {
    const { durationMs } = (await detailOf(lan.page, id)).summary;
    return durationMs >= until || `${durationMs} ms of ${until}`;
  }, 30_000);
  await lan.page.getByRole('button', { name: 'Hang up' }).click();
  await waitUntil(async () => {
    const { summary } = await detailOf(lan.page, id);
    return summary.status === 'ended' || summary.status;
  });
  await visitor.close();
  return { id, lan };
}

async function allow(at: Page | Frame): Promise<void> {
  await at.getByRole('button', { name: 'Allow recording' }).click();
}

async function recordings(page: Page): Promise<readonly RecordingSummary[]> {
  return (await ask<{ recordings: RecordingSummary[] }>(page, '/api/recordings')).recordings;
}

/** Waits until so much of somebody's track is written. */
async function recorded(page: Page, id: string, side: string, source: string, ms: number): Promise<void> {
  await waitUntil(async () => {
    const { tracks } = await detailOf(page, id);
    const track = tracks.find((one) => one.side === side && one.source === source);
    const length = track?.segments.reduce((sum, { durationMs }) => sum + durationMs, 0) ?? 0;
    return length >= ms || `${length} ms of ${side} ${source}`;
  }, 30_000);
}
