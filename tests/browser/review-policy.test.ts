import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordingSettings, Reply } from '#protocol';
import { startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { expectGood } from '../support/browser/every-sight.ts';
import { openReview } from '../support/browser/review-page.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let owner: BrowserPerson;
let page: Page;

beforeAll(async () => {
  server = await startTestServer();
  owner = await startPerson({ media: 'none' });
  ({ page } = owner);
  await openReview(page, server, 'demo:owner');
});
afterAll(async () => {
  await owner.close();
  await server.close();
});

const link = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });

async function settings(): Promise<RecordingSettings> {
  const text = await page.evaluate(async () => (await fetch('/api/recording-settings')).text());
  const reply = JSON.parse(text) as Reply<{ settings: RecordingSettings }>;
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.data.settings;
}

describe('the owner’s pages of the review', () => {
  it('[REVP-50] the settings are saved as they stand on the page, and are there after a reload', async () => {
    await link('Recording settings').click();
    await page.getByRole('switch', { name: 'Ask in every call' }).click();
    await page.getByRole('switch', { name: 'Use our own words' }).click();
    await page.getByText('Write it in both languages').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await page.getByLabel('In Chinese').fill('用于核对约定。');
    await page.getByLabel('In English').fill('To look up what was agreed.');
    await page.getByLabel('Delete after').selectOption('30');
    const agents = page.getByRole('group', { name: 'Agents' });
    await agents.getByLabel('See').selectOption('all');
    await agents.getByLabel('Share by link').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. It counts from now on.').waitFor();
    expect(await settings()).toMatchObject({
      automatic: true,
      retentionDays: 30,
      reason: { en: 'To look up what was agreed.', zh: '用于核对约定。' },
      rights: { agent: { see: 'all', share: true, export: false, delete: false } },
    });
    await page.reload();
    expect(await page.getByLabel('In English').inputValue()).toBe('To look up what was agreed.');
    expect(await page.getByLabel('Delete after').inputValue()).toBe('30');
    await expectGood(page, 'settings', '录像设置');
  });

  it('[REVP-52] the audit log says whether it is intact, is narrowed and saved, and tells when a line was changed', async () => {
    await link('Audit log').click();
    await page.getByText('The chain is intact').waitFor();
    const line = page.getByRole('row', { name: /Min 敏 Changed the settings All of the shop/ });
    await line.waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as CSV' }).click();
    expect((await saving).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
    await expectGood(page, 'audit', '操作记录');
    await page.getByLabel('What').selectOption({ label: 'Deleted' });
    await page.getByText('No line fits').waitFor();
    await page.getByLabel('What').selectOption({ label: 'Changed the settings' });
    await line.waitFor();
    await server.db.updateTable('audit_log').set({ detail: '{}' }).execute();
    await page.reload();
    await page.getByText('The chain is broken').waitFor();
  });

  it('[REVP-50] nobody but the owner is shown the way to them', async () => {
    const lan = await startPerson({ media: 'none' });
    try {
      await openReview(lan.page, server, 'demo:lan');
      expect(await lan.page.getByRole('link', { name: 'Recording settings' }).count()).toBe(0);
      await lan.page.goto(`${server.url}/review/settings`);
      await lan.page.getByText('You may not do this.').waitFor();
    } finally {
      await lan.close();
    }
  });
});
