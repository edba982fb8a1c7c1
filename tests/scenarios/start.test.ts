import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../signaling/db/create-database.ts';
import { connectMember, connectVisitor, signIn } from '../support/client.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

const PASSWORD = 'see-the-goods';
let dataDir: string;
const running: ServerProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'kanhuo-start-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

function start(variables: Record<string, string> = {}, args: string[] = []): ServerProcess {
  const server = startServerProcess({ DATA_DIR: dataDir, ...variables }, args);
  running.push(server);
  return server;
}

const status = async (url: string) => (await fetch(url)).status;

// A start is a whole process with its media workers: on a busy machine it takes its time.
describe('a start', { timeout: 120_000 }, () => {
  it('[SETUP-13] stops at a wrong setting with one plain sentence that names it', async () => {
    const server = start({ PORT: 'eighty' });
    expect(await server.ended()).toBe(1);
    expect(server.output()).toBe(
      'Kanhuo cannot start: PORT must be a whole number from 0 to 65535, and is "eighty".\n',
    );
  });

  it('[SETUP-26] stops at what the machine does not have with one plain sentence, before anything is made', async () => {
    const server = start({ HOST: 'not_a_host' });
    expect(await server.ended()).toBe(1);
    expect(server.output()).toBe(
      'Kanhuo cannot start: HOST must be an address or a name of this machine, and is "not_a_host".\n',
    );
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('[SETUP-14] [SETUP-26] says so when the port is taken, before anything is made', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const server = start({ PORT: `${port}` });
    expect(await server.ended()).toBe(1);
    expect(server.output()).toBe(
      `Kanhuo cannot start: port ${port} is taken by another program. Choose another with PORT=${port + 1}.\n`,
    );
    expect(await readdir(dataDir)).toEqual([]);
    other.close();
  });

  it('[SETUP-15] makes the demo shop once, prints its password once, and takes DEMO_PASSWORD later', async () => {
    const first = start();
    await first.url();
    const password = /Password +(\S+)/.exec(first.output())?.[1] ?? '';
    expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    await signIn({ url: await first.url(), password }, 'demo:owner');
    await first.kill();

    const second = start();
    await second.url();
    expect(second.output()).not.toContain(password);
    expect(second.output()).toContain('DEMO_PASSWORD at a start sets another');
    await signIn({ url: await second.url(), password }, 'demo:wei');
    await second.kill();

    const third = start({ DEMO_PASSWORD: PASSWORD });
    await signIn({ url: await third.url(), password: PASSWORD }, 'demo:lan');
    expect(third.output()).not.toContain(PASSWORD);
    await third.kill();

    const db = await createDatabase({ dataDir });
    const count = (table: 'shops' | 'members' | 'products' | 'conversations') =>
      db
        .selectFrom(table)
        .select('id')
        .execute()
        .then((rows) => rows.length);
    expect(
      await Promise.all([count('shops'), count('members'), count('products'), count('conversations')]),
    ).toEqual([1, 3, 8, 1]);
    await db.destroy();
  });

  it('[SETUP-16] is healthy as soon as it serves, and ends without a trace on SIGTERM', async () => {
    const server = start({ DEMO_PASSWORD: PASSWORD });
    const url = await server.url();
    expect([await status(`${url}/healthz`), await status(`${url}/readyz`)]).toEqual([200, 200]);
    const lan = await connectMember({ url, password: PASSWORD }, 'demo:lan');
    server.child.kill('SIGTERM');
    expect(await lan.next('session:ended')).toEqual({ reason: 'server_stopping' });
    expect(await server.ended()).toBe(0);
    expect(server.output()).not.toContain('"level":50');
    await expect(status(`${url}/healthz`)).rejects.toThrow('fetch failed');
    lan.close();
  });

  it('[SETUP-22] [AUTH-6] serves https with its own certificate when asked, and its cookie stays there', async () => {
    const server = start({ DEMO_PASSWORD: PASSWORD }, ['--https']);
    const url = await server.url();
    expect(url).toMatch(/^https:/);
    const ca = await readFile(path.join(dataDir, 'https', 'certificate.pem'), 'utf8');
    expect(server.output()).toContain(path.join(dataDir, 'https', 'certificate.pem'));
    const agent = new Agent({ ca });
    const signedIn = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      request(`${url}/api/session`, { agent, method: 'POST', headers }, resolve)
        .once('error', reject)
        .end(JSON.stringify({ loginName: 'demo:lan', password: PASSWORD }));
    });
    signedIn.resume();
    expect(signedIn.statusCode).toBe(200);
    expect(signedIn.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
  });
});

describe('a server killed with -9', { timeout: 120_000 }, () => {
  it('[STORE-5] has kept everything it acknowledged', async () => {
    const server = start({ DEMO_PASSWORD: PASSWORD });
    const url = await server.url();
    const [lan, buyer] = await Promise.all([
      connectMember({ url, password: PASSWORD }, 'demo:lan'),
      connectVisitor({ url }),
    ]);
    await lan.command('presence:set', { status: 'busy' });
    const { conversation } = await buyer.command('chat:open', { sku: 'leather-tote' });
    const sent: string[] = [];
    const ended = server.ended();
    // Message after message, until the kill comes in between.
    for (let i = 0; ; i += 1) {
      const messageId = randomUUID();
      const input = {
        conversationId: conversation.id,
        messageId,
        body: { kind: 'text', text: `${i}` },
      } as const;
      if (i === 20) server.child.kill('SIGKILL');
      const gone = new Promise<'gone'>((resolve) => buyer.socket.once('disconnect', () => resolve('gone')));
      const answer = await Promise.race([buyer.command('chat:send', input), gone]);
      if (answer === 'gone') break;
      sent.push(messageId);
    }
    expect(await ended).toBe('SIGKILL');
    lan.close();
    buyer.close();

    const again = start({ DEMO_PASSWORD: PASSWORD });
    const back = await connectVisitor({ url: await again.url() }, { token: buyer.token });
    const { messages } = await back.command('chat:history', { conversationId: conversation.id, limit: 100 });
    expect(sent.length).toBeGreaterThanOrEqual(20);
    expect(messages.slice(0, sent.length).map(({ id }) => id)).toEqual(sent);
    const stillBusy = await connectMember({ url: await again.url(), password: PASSWORD }, 'demo:lan', {
      cookie: lan.cookie,
    });
    expect((await stillBusy.command('session:hello', {})).self).toMatchObject({ member: { status: 'busy' } });
    back.close();
    stillBusy.close();
  });
});
