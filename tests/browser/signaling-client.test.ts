import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CommandInput,
  type CommandName,
  type ConversationView,
  LIMITS,
  PROTOCOL_VERSION,
} from '#protocol';
import { startPerson, type BrowserPerson } from '../support/browser/chromium.ts';
import { type CutLine, openLine } from '../support/cut-line.ts';
import { bundleForPage } from '../support/media/page-bundle.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('the socket client in a page', () => {
  let server: TestServer;
  let person: BrowserPerson;
  let code: string;
  let line: CutLine;
  let page: Page;

  beforeAll(async () => {
    const entry = path.join(import.meta.dirname, '../support/signaling-page.ts');
    [server, person, code] = await Promise.all([
      startTestServer(),
      startPerson({ media: 'none' }),
      bundleForPage(entry),
    ]);
  });
  afterAll(async () => {
    await person?.close();
    await server?.close();
  });
  beforeEach(async () => {
    line = await openLine(server.url);
    page = await open(code);
  });
  afterEach(async () => {
    await page.close();
    await line.close();
  });

  async function open(script: string, opened?: Page): Promise<Page> {
    opened ??= await person.context.newPage();
    await opened.route(`${line.url}/signaling.html`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><title>signaling</title><script type="module" src="/signaling.js"></script>',
      }),
    );
    await opened.route(`${line.url}/signaling.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await opened.goto(`${line.url}/signaling.html`);
    await opened.waitForFunction(() => 'kanhuoSignaling' in window);
    return opened;
  }
  async function connect(to = page): Promise<void> {
    const response = await to.request.post(`${line.url}/api/visitors`, {
      data: { shop: 'demo', language: 'en' },
    });
    const { data } = (await response.json()) as { data: { token: string } };
    await to.evaluate((token) => window.kanhuoSignaling.connect(token), data.token);
  }
  const state = (of = page) => of.evaluate(() => window.kanhuoSignaling.state());
  const isIn = (wanted: string) => async () => {
    const now = await state();
    return now === wanted || `state ${now}`;
  };
  const command = <N extends CommandName>(name: N, input: CommandInput<N>, timeoutMs?: number) =>
    page.evaluate(([what, how, ms]) => window.kanhuoSignaling.command(what, how as never, ms), [
      name,
      input,
      timeoutMs,
    ] as const) as Promise<{ data: never } & { code: string; retryable: boolean }>;
  async function openConversation(): Promise<string> {
    const { data } = await command('chat:open', {});
    return (data as { conversation: ConversationView }).conversation.id;
  }
  const text = (conversationId: string, messageId: string) => ({
    conversationId,
    messageId,
    body: { kind: 'text' as const, text: 'Show me the lining' },
  });
  const facts = () => page.evaluate(() => window.kanhuoSignaling.seen.facts.length);

  it('[WIRE-21] connects again by itself after a loss, carries out what was asked meanwhile once, and says so', async () => {
    await connect();
    const conversationId = await openConversation();
    line.cut();
    await waitUntil(isIn('offline'));
    const sent = command('chat:send', text(conversationId, randomUUID()));
    line.mend();
    expect(await sent).toHaveProperty('data.message.seq', 1);
    await waitUntil(isIn('online'));
    await waitUntil(async () => (await facts()) === 1 || `${await facts()} facts`);
    expect(await page.evaluate(() => window.kanhuoSignaling.seen.reconnected)).toBe(1);
  });

  it('[WIRE-22] finds out within seconds that a connection is only seemingly open, and asks again over a new one', async () => {
    await connect();
    const conversationId = await openConversation();
    line.freeze();
    const sent = await command('chat:send', text(conversationId, randomUUID()));
    expect(sent).toHaveProperty('data.message.seq', 1);
  });

  it('[WIRE-22] gives up a command after its time, with an error that says trying again may help', async () => {
    await connect();
    const conversationId = await openConversation();
    line.cut();
    const refused = await command('chat:send', text(conversationId, randomUUID()), 300);
    expect(refused).toEqual({ code: 'unavailable', retryable: true });
  });

  it('[WIRE-22] gives up a command that ends each connection it goes over, and goes on', async () => {
    await connect();
    const conversationId = await openConversation();
    const tooMuch = {
      ...text(conversationId, randomUUID()),
      extra: 'x'.repeat(9 * LIMITS.socketMessageBytes),
    };
    expect(await command('chat:send', tooMuch, 2000)).toEqual({ code: 'unavailable', retryable: true });
    await waitUntil(async () => (await page.evaluate(() => window.kanhuoSignaling.seen.reconnected)) > 0);
    await waitUntil(isIn('online'));
    expect(await command('chat:send', text(conversationId, randomUUID()))).toHaveProperty(
      'data.message.seq',
      1,
    );
  });

  it('[WIRE-25] connects by polling where something on the way lets no WebSocket through', async () => {
    const behindProxy = await person.context.newPage();
    await behindProxy.routeWebSocket(/./, (socket) => socket.close());
    const requests: string[] = [];
    behindProxy.on('request', (request) => requests.push(request.url()));
    await page.close();
    page = await open(code, behindProxy);
    await connect();
    await waitUntil(isIn('online'));
    await openConversation();
    expect(requests.some((url) => url.includes('transport=polling'))).toBe(true);
  });

  it('[WIRE-23] tells a refused command by its code, and a refused page once', async () => {
    await connect();
    await openConversation();
    expect(await command('presence:list', {})).toEqual({ code: 'forbidden', retryable: false });
    await page.evaluate(() => window.kanhuoSignaling.close());
    await page.evaluate(() => window.kanhuoSignaling.connect('not a token'));
    await waitUntil(async () => {
      const refused = await page.evaluate(() => window.kanhuoSignaling.seen.refused);
      return refused.join() === 'unauthenticated' || refused;
    });
    expect(await state()).toBe('offline');
  });

  it('[WIRE-24] knows that it is outdated, stays that way, and refuses commands', async () => {
    const older = code.replace(`protocol: ${PROTOCOL_VERSION}`, 'protocol: 999999');
    expect(older).not.toBe(code);
    await page.close();
    page = await open(older);
    await connect();
    await waitUntil(isIn('outdated'));
    expect(await command('session:hello', {})).toEqual({ code: 'protocol_mismatch', retryable: false });
    await page.evaluate(() => void dispatchEvent(new Event('online')));
    expect(await state()).toBe('outdated');
  });
});
