import { expect, it } from 'vitest';
import { startPerson } from '../support/browser/chromium.ts';
import { expectGood } from '../support/browser/every-sight.ts';
import { startTestServer } from '../support/test-server.ts';

it('[PAGE-60] the pages before any call lead on, and are good in every sight', async () => {
  const server = await startTestServer();
  const { page, problems, close } = await startPerson({ media: 'none' });
  try {
    await page.goto(`${server.url}/`);
    await expectGood(page, 'Home', '下单前，先看实物');
    for (const [name, path] of [
      ['Demo shop', '/shop/demo'],
      ['Agent console', '/console'],
    ] as const) {
      await page.goto(`${server.url}/`);
      await page.getByRole('link', { name, exact: true }).click();
      await page.waitForURL(server.url + path);
    }
    await page.goto(`${server.url}/shop/demo`);
    await expectGood(page, 'Demo shop', '全部商品');
    await page.goto(`${server.url}/widget/?shop=demo&product=leather-tote`);
    await page.getByRole('button', { name: 'Video call' }).waitFor();
    await expectGood(page, 'Widget', '买之前，先看看实物');
    expect(problems).toEqual([]);
    const missing = await page.goto(`${server.url}/shop/demo/no-such-bag`);
    expect(missing?.status()).toBe(404);
    await expectGood(page, 'Not found', '页面不存在。');
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('link', { name: 'Demo shop', exact: true }).waitFor();
  } finally {
    await close();
    await server.close();
  }
}, 120_000);
