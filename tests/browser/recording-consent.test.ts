import type { Frame, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe.ts';
import { PHONE } from '../support/browser/chromium.ts';
import { received } from '../support/browser/media-probe.ts';
import { answer, startAgent, startBuyer } from '../support/browser/pages.ts';
import { startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A call that the agent wants to be recorded, up to the question on both sides. */
async function asked(buyerLanguage: 'en' | 'zh' = 'en') {
  const server = await startTestServer();
  closers.push(() => server.close());
  const [lan, visitor] = await Promise.all([
    startAgent(server.url),
    startBuyer(server.url, { language: buyerLanguage, viewport: PHONE }),
  ]);
  closers.push(() => Promise.all([lan.close(), visitor.close()]));
  const widget = await visitor.press(buyerLanguage === 'zh' ? '视频看货' : 'Video call');
  await answer(lan);
  await widget.getByRole('button', { name: buyerLanguage === 'zh' ? '挂断' : 'Hang up' }).waitFor();
  await lan.page.getByRole('button', { name: 'Record', exact: true }).click();
  await dialog(lan.page).waitFor();
  await dialog(widget).waitFor();
  return { server, lan, visitor, widget };
}
const dialog = (at: Page | Frame) => at.getByRole('dialog').filter({ has: at.getByRole('switch') });
const chip = (at: Page | Frame, words: string) => at.getByRole('button', { name: words });

describe('being asked for a recording', () => {
  it('[REVP-1] both are asked, in a dialog that stops nothing, and their words are kept with the answer', async () => {
    const { server, lan, visitor, widget } = await asked();
    for (const at of [lan.page, widget]) {
      const names = await dialog(at).getByRole('switch').allInnerTexts();
      expect(names.map((text) => text.split('\n')[0])).toEqual(['Voice', 'Picture', 'Screen']);
      await dialog(at).getByRole('button', { name: 'Not now' }).waitFor();
    }
    expect(await axeFindings(lan.page)).toEqual([]);
    expect(await axeFindings(visitor.page)).toEqual([]);
    // The call goes on: its buttons work, sound and picture arrive while the question stands.
    await widget.getByRole('button', { name: 'Camera', exact: true }).click();
    const before = await received(widget);
    await waitUntil(async () => {
      const { framesDecoded, audioBytes } = await received(widget);
      return (
        (framesDecoded > before.framesDecoded + 5 && audioBytes > before.audioBytes) ||
        'the call stands still'
      );
    });

    const shown = await dialog(widget).innerText();
    await dialog(widget).getByRole('switch', { name: 'Screen' }).press('Space');
    await dialog(widget).getByRole('button', { name: 'Allow recording' }).press('Enter');
    await dialog(widget).waitFor({ state: 'detached' });
    await dialog(lan.page).getByRole('button', { name: 'Not now' }).click();
    await dialog(lan.page).waitFor({ state: 'detached' });
    const [buyers, agents] = await server.db
      .selectFrom('recording_consents')
      .selectAll()
      .orderBy('side', 'desc')
      .execute();
    expect([buyers?.side, buyers?.voice, buyers?.picture, buyers?.screen]).toEqual(['buyer', 1, 1, 0]);
    expect([agents?.side, agents?.voice, agents?.picture, agents?.screen]).toEqual(['agent', 0, 0, 0]);
    const words = (text: string) => text.replaceAll(/[^\p{L}]+/gu, ' ').trim();
    expect(words(buyers?.wording ?? '')).toBe(words(shown));
  });

  it('[REVP-1] whoever has not answered is asked on the page that comes later, and not recorded before', async () => {
    const { server, lan, visitor } = await asked();
    await dialog(lan.page).getByRole('button', { name: 'Allow recording' }).click();
    await visitor.page.reload();
    const again = await visitor.widget();
    await dialog(again).waitFor();
    const written = async () => {
      const segments = await server.db.selectFrom('recording_segments').selectAll().execute();
      return segments.filter(({ started_at }) => started_at !== null).map(({ side }) => side);
    };
    await waitUntil(async () => (await written()).length > 0 || 'nothing of the agent');
    const before = await received(again);
    await waitUntil(async () => (await received(again)).audioBytes > before.audioBytes || 'no call');
    expect(new Set(await written())).toEqual(new Set(['agent']));
    await dialog(again).getByRole('button', { name: 'Allow recording' }).click();
    await waitUntil(async () => (await written()).includes('buyer') || 'nothing of the buyer');
  });

  it('[REVP-1] a buyer whose browser speaks Chinese is asked in Chinese', async () => {
    const { server, visitor, widget } = await asked('zh');
    for (const name of ['声音', '画面', '屏幕']) await dialog(widget).getByRole('switch', { name }).waitFor();
    expect(await axeFindings(visitor.page)).toEqual([]);
    await dialog(widget).getByRole('button', { name: '同意录制' }).click();
    await chip(widget, '录像中').waitFor();
    const kept = await server.db.selectFrom('recording_consents').select(['language', 'wording']).execute();
    expect(kept).toMatchObject([{ language: 'zh' }]);
    expect(kept[0]?.wording).toContain('想录制这次通话');
  });

  it('[REVP-2] who is recorded and of what is seen by both all the time, and withdrawn by a press on it', async () => {
    const { lan, visitor, widget } = await asked();
    await dialog(widget).getByRole('switch', { name: 'Picture' }).click();
    await dialog(widget).getByRole('button', { name: 'Allow recording' }).click();
    const name = await lan.page
      .getByRole('main')
      .getByText(/^Visitor \d+$/)
      .first()
      .innerText();
    await chip(widget, 'you: voice, screen').waitFor();
    // Whoever still has the question before them sees it, too.
    await chip(lan.page, `${name}: voice, screen · you: nothing`).waitFor();
    expect(await axeFindings(lan.page)).toEqual([]);
    await dialog(lan.page).getByRole('button', { name: 'Not now' }).click();
    await chip(lan.page, `${name}: voice, screen`).waitFor();
    await chip(lan.page, 'you: nothing').waitFor();
    expect(await axeFindings(lan.page)).toEqual([]);

    // Small over the shop's page it is still there, and a reloaded page has it again.
    await widget.getByRole('button', { name: 'Make small' }).click();
    await chip(widget, 'Recording').waitFor();
    await visitor.page.reload();
    const again = await visitor.widget();
    await chip(again, 'Recording').click();
    await dialog(again).getByRole('button', { name: 'Record nothing of me' }).click();
    await chip(lan.page, 'Nothing is recorded').waitFor();
    await chip(lan.page, `${name}: nothing`).waitFor();
    expect(await axeFindings(visitor.page)).toEqual([]);
  });

  it('[REVP-3] the agent marks, pauses, resumes and stops, and both see how it stands', async () => {
    const { server, lan, widget } = await asked();
    await dialog(widget).getByRole('button', { name: 'Allow recording' }).click();
    await chip(widget, 'Recording').waitFor();
    await dialog(lan.page).getByRole('button', { name: 'Not now' }).click();
    const press = (name: string) => lan.page.getByRole('button', { name, exact: true }).click();
    await press('Mark this moment');
    await lan.page.getByText('This moment is marked.').waitFor();
    await press('Pause recording');
    await chip(widget, 'Recording paused').waitFor();
    await press('Resume recording');
    await chip(widget, 'Recording · ').waitFor();
    await press('Stop recording');
    await chip(widget, 'Recording').waitFor({ state: 'detached' });
    await lan.page.getByRole('button', { name: 'Record', exact: true }).waitFor();
    const markers = await server.db.selectFrom('recording_markers').select('id').execute();
    expect(markers).toHaveLength(1);
  });
});
