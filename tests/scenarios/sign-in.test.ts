import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signIn as signInContract, type WireError } from '#protocol';
import { WRONG_PASSWORDS } from '../../signaling/members/sign-in-lock.ts';
import { connectMember, connectVisitor, signIn } from '../support/client.ts';
import { keptLog, startTestServer, TEST_PASSWORD, type TestServer } from '../support/test-server.ts';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

async function attempt(loginName: string, password: string) {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName, password }),
  });
  const body = (await response.json()) as { data?: unknown; error?: WireError };
  return { response, status: response.status, code: body.error?.code, data: body.data };
}

const session = (cookie: string, method = 'GET') =>
  fetch(`${server.url}/api/session`, { method, headers: { cookie } });

describe('signing in', () => {
  it('[AUTH-6] gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const { response, data } = await attempt('demo:lan', TEST_PASSWORD);
    expect(response.headers.get('set-cookie')).toMatch(
      /^kanhuo_session=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(signInContract.output.parse(data)).toMatchObject({
      member: { loginName: 'demo:lan', name: 'Lan 兰', role: 'agent' },
      shop: { slug: 'demo' },
    });
  });

  it('[AUTH-6] stores neither the password nor the token', async () => {
    const cookie = await signIn(server, 'demo:lan');
    const dump = JSON.stringify([
      await server.db.selectFrom('members').selectAll().execute(),
      await server.db.selectFrom('sessions').selectAll().execute(),
    ]);
    expect(dump).toContain('$argon2id$');
    expect(dump).not.toContain(TEST_PASSWORD);
    expect(dump).not.toContain(cookie.split('=')[1]);
  });

  it('[AUTH-7] refuses a wrong password, an unknown login and an unknown shop with the same words', async () => {
    const refused = [
      await attempt('demo:lan', 'not-the-password'),
      await attempt('demo:nobody', TEST_PASSWORD),
      await attempt('nowhere:lan', TEST_PASSWORD),
      await attempt('lan', TEST_PASSWORD),
    ];
    for (const { status, code } of refused) expect([status, code]).toEqual([401, 'wrong_credentials']);
  });

  it(`[AUTH-8] [WIRE-26] ${WRONG_PASSWORDS} wrong passwords lock the login for a while, the right one too; others go on`, async () => {
    const tries = Array.from({ length: WRONG_PASSWORDS }, () => attempt('demo:lan', 'a guess'));
    const codes = (await Promise.all(tries)).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['wrong_credentials']));
    const right = await attempt('DEMO:LAN ', TEST_PASSWORD);
    expect([right.status, right.code]).toEqual([429, 'locked']);
    const wait = right.response.headers.get('retry-after');
    expect(wait).toMatch(/^\d+$/);
    expect(Number(wait)).toBeGreaterThan(14 * 60);
    expect(Number(wait)).toBeLessThanOrEqual(15 * 60);
    expect((await attempt('demo:wei', TEST_PASSWORD)).status).toBe(200);
  });

  it("[AUTH-9] signing out ends that sign-in's pages and no other's", async () => {
    const first = await connectMember(server, 'demo:lan');
    const second = await connectMember(server, 'demo:lan');
    const gone = new Promise((resolve) => first.socket.once('disconnect', resolve));
    expect((await session(first.cookie, 'DELETE')).status).toBe(200);
    expect(await first.next('session:ended')).toEqual({ reason: 'signed_out' });
    await gone;
    expect((await session(first.cookie)).status).toBe(401);
    await expect(connectMember(server, 'demo:lan', { cookie: first.cookie })).rejects.toMatchObject({
      data: { code: 'unauthenticated' },
    });
    expect((await session(second.cookie)).status).toBe(200);
    expect((await second.command('session:hello', {})).self.kind).toBe('member');
    expect(second.seen.map(({ name }) => name)).not.toContain('session:ended');
    second.close();
  });

  it('[AUTH-10] a sign-in ends by itself after 30 days', async () => {
    await server.close();
    let later = 0;
    server = await startTestServer({}, { now: () => Date.now() + later });
    const cookie = await signIn(server, 'demo:lan');
    later = 30 * 24 * 3_600_000 - 60_000;
    expect((await session(cookie)).status).toBe(200);
    later += 120_000;
    expect((await session(cookie)).status).toBe(401);
  });

  it('[AUTH-3] a cookie does not count on requests that another site makes', async () => {
    const cookie = await signIn(server, 'demo:lan');
    const foreign = await fetch(`${server.url}/api/session`, {
      method: 'DELETE',
      headers: { cookie, origin: 'https://shop.example' },
    });
    expect(foreign.status).toBe(403);
    expect((await session(cookie)).status).toBe(200);
  });

  it('[AUTH-4] leaves no secret in the log', async () => {
    await server.close();
    const { logger, lines } = keptLog();
    server = await startTestServer({}, { logger });
    const lan = await connectMember(server, 'demo:lan');
    const buyer = await connectVisitor(server);
    await session(lan.cookie);
    const log = JSON.stringify(lines);
    expect(log).toContain('/api/session');
    for (const secret of [TEST_PASSWORD, lan.cookie.split('=')[1] ?? '', buyer.token]) {
      expect(log).not.toContain(secret);
    }
    lan.close();
    buyer.close();
  });
});
