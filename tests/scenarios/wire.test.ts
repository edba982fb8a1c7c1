import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commands, LIMITS, PROTOCOL_VERSION } from '#protocol';
import { connect, connectMember, connectVisitor, signIn } from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('the socket', () => {
  it('[WIRE-9] tells a page of another version so, before anything else', async () => {
    const auth = { protocol: PROTOCOL_VERSION + 1, as: 'visitor', shape: 'of the future', language: 'zh' };
    await expect(connect(server.url, { auth })).rejects.toMatchObject({
      message: '页面版本过旧，请刷新页面。',
      data: { code: 'protocol_mismatch', details: `the service speaks version ${PROTOCOL_VERSION}` },
    });
  });

  it.each([
    ['none', {}],
    ['one of another type', { protocol: '0', as: 'member', language: 'en' }],
    ['its version as text', { protocol: `${PROTOCOL_VERSION}`, as: 'member', language: 'en' }],
    ['a version that is no number', { protocol: [PROTOCOL_VERSION], as: 'member', language: 'en' }],
  ])('[WIRE-9] takes a page that names %s for one of another version', async (_what, auth) => {
    const details = `the service speaks version ${PROTOCOL_VERSION}`;
    await expect(connect(server.url, { auth })).rejects.toMatchObject({
      data: { code: 'protocol_mismatch', details },
    });
  });

  it.each([
    ['no language', { protocol: PROTOCOL_VERSION, as: 'member' }, 'invalid_input'],
    ['a role of its own', { protocol: PROTOCOL_VERSION, as: 'owner', language: 'en' }, 'invalid_input'],
    [
      'a token too long',
      { protocol: PROTOCOL_VERSION, as: 'visitor', token: 'x'.repeat(2001), language: 'en' },
      'too_large',
    ],
    [
      'a made-up token',
      { protocol: PROTOCOL_VERSION, as: 'visitor', token: 'x.y.z', language: 'en' },
      'unauthenticated',
    ],
    [
      'a member without a cookie',
      { protocol: PROTOCOL_VERSION, as: 'member', language: 'en' },
      'unauthenticated',
    ],
  ])('[WIRE-10] refuses a handshake with %s', async (_what, auth, code) => {
    await expect(connect(server.url, { auth })).rejects.toMatchObject({ data: { code } });
  });

  it("[AUTH-3] does not let another site's page use a member's cookie", async () => {
    const cookie = await signIn(server, 'demo:wei');
    const auth = { protocol: PROTOCOL_VERSION, as: 'member', language: 'en' };
    const foreign = connect(server.url, { auth, extraHeaders: { cookie, origin: 'https://shop.example' } });
    await expect(foreign).rejects.toMatchObject({ data: { code: 'forbidden' } });
    const own = await connect(server.url, { auth, extraHeaders: { cookie, origin: server.url } });
    own.close();
  });

  it('[WIRE-3] refuses a message over the limit by name, and goes on', async () => {
    const buyer = await connectVisitor(server);
    const text = 'x'.repeat(LIMITS.socketMessageBytes);
    const input = { conversationId: randomUUID(), messageId: randomUUID(), body: { kind: 'text', text } };
    expect(await buyer.refused('chat:send', input)).toMatchObject({
      code: 'too_large',
      details: `a message may have at most ${LIMITS.socketMessageBytes} bytes`,
    });
    expect((await buyer.command('session:hello', {})).self.kind).toBe('visitor');
    buyer.close();
  });

  it('[WIRE-3] ends the connection at a message that the transport does not take, and lets the page in again', async () => {
    const buyer = await connectVisitor(server);
    const gone = new Promise((resolve) => buyer.socket.once('disconnect', resolve));
    const text = 'x'.repeat(8 * LIMITS.socketMessageBytes);
    const answered = vi.fn<(reply: unknown) => void>();
    buyer.socket.emit('session:hello', { id: randomUUID(), input: { text } }, answered);
    await gone;
    expect(answered).not.toHaveBeenCalled();
    const back = await connectVisitor(server, { token: buyer.token });
    expect((await back.command('session:hello', {})).self).toMatchObject({ kind: 'visitor' });
    back.close();
  });

  it('[WIRE-4] refuses a chat text over its limit, and names it', async () => {
    const buyer = await connectVisitor(server);
    const { conversation } = await buyer.command('chat:open', {});
    const body = { kind: 'text', text: 'x'.repeat(LIMITS.textLength + 1) };
    const input = { conversationId: conversation.id, messageId: randomUUID(), body };
    expect(await buyer.refused('chat:send', input)).toMatchObject({
      code: 'too_large',
      details: `body.text: at most ${LIMITS.textLength} characters`,
    });
    buyer.close();
  });

  it('[WIRE-2] ignores what has no acknowledgement, and answers what is no envelope', async () => {
    const lan = await connectMember(server, 'demo:lan');
    lan.socket.emit('presence:set', { id: randomUUID(), input: { status: 'away' } });
    lan.socket.emit('presence:set');
    lan.socket.emit('presence:set', Buffer.from('bytes'));
    for (const args of [
      [],
      [null],
      ['text'],
      [{ id: randomUUID() }, 2],
      [Buffer.from('bytes')],
      [{ input: {} }],
    ]) {
      expect(await lan.raw('presence:set', ...args)).toMatchObject({ error: { code: 'invalid_input' } });
    }
    const { self } = await lan.command('session:hello', {});
    expect(self).toMatchObject({ member: { status: 'available' } });
    lan.close();
  });

  it('[WIRE-5] a command sent twice, also at once, has one effect and one answer', async () => {
    const [lan, wei] = await Promise.all([
      connectMember(server, 'demo:lan'),
      connectMember(server, 'demo:wei'),
    ]);
    const id = randomUUID();
    const ofLan = ({ member }: { member: { id: string; status: string } }) =>
      member.id === lan.memberId && member.status !== 'available';
    const busy = { id, input: { status: 'busy' } };
    const replies = await Promise.all([lan.raw('presence:set', busy), lan.raw('presence:set', busy)]);
    expect(replies[0]).toEqual(replies[1]);
    await lan.command('presence:set', { status: 'available' });
    // Late, as after a reconnect: the first run's answer, and the status set since stays.
    expect(await lan.raw('presence:set', busy)).toEqual(replies[0]);
    expect((await lan.command('session:hello', {})).self).toMatchObject({ member: { status: 'available' } });
    await wei.command('presence:list', {});
    const told = wei.seen.filter(({ name, data }) => name === 'presence:changed' && ofLan(data as never));
    expect(told).toHaveLength(1);
    lan.close();
    wei.close();
  });

  it('[WIRE-1] every command of the contract has a handler, and no other name has', async () => {
    const [buyer, lan] = await Promise.all([connectVisitor(server), connectMember(server)]);
    for (const name of Object.keys(commands)) {
      const codes = await Promise.all([buyer, lan].map(async (who) => (await who.refused(name, 7)).code));
      expect([name, ...codes]).toEqual([name, 'invalid_input', 'invalid_input']);
    }
    expect((await lan.refused('shop:close', {})).code).toBe('not_found');
    expect((await lan.refused('__proto__', {})).code).toBe('not_found');
    buyer.close();
    lan.close();
  });
});

describe('the HTTP side', () => {
  const send = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
  const json = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it.each([
    ['an unknown address', '/api/nothing', {}, 404, 'not_found'],
    ['a method it does not serve', '/api/session', { method: 'PATCH' }, 405, 'method_not_allowed'],
    ['a shop that is not there', '/api/shops/none/presence', {}, 404, 'not_found'],
    ['a product that is not there', '/api/shops/demo/products/none', {}, 404, 'not_found'],
    ['broken JSON', '/api/session', json('{"loginName":'), 400, 'invalid_input'],
    ['a missing field', '/api/session', json('{"loginName":"demo:lan"}'), 400, 'invalid_input'],
    [
      'a form',
      '/api/session',
      { method: 'POST', body: new URLSearchParams({ loginName: 'x' }) },
      400,
      'invalid_input',
    ],
    [
      'a text over its limit',
      '/api/session',
      json(`{"loginName":"${'x'.repeat(121)}","password":"x"}`),
      413,
      'too_large',
    ],
    ['a body over its limit', '/api/visitors', json(' '.repeat(70_000)), 413, 'too_large'],
    ['nobody signed in', '/api/session', {}, 401, 'unauthenticated'],
    ['a malformed address', '/api/shops/%E0%A4/presence', {}, 400, 'invalid_input'],
  ])('[WIRE-11] answers %s in the one shape', async (_what, path, init, status, code) => {
    const response = await send(path, init);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      ok: false,
      error: { code, message: expect.any(String) as string },
    });
  });

  it('[WIRE-11] names the methods it serves, the limit it keeps, and speaks the language that is asked for', async () => {
    const wrongMethod = await send('/api/session', {
      method: 'PATCH',
      headers: { 'accept-language': 'zh-CN' },
    });
    expect(wrongMethod.headers.get('allow')).toBe('POST, GET, DELETE');
    expect(await wrongMethod.json()).toMatchObject({ error: { message: '该地址不支持此类请求。' } });
    const large = await send('/api/visitors', json(' '.repeat(70_000)));
    expect(await large.json()).toMatchObject({ error: { details: 'the body may have at most 65536 bytes' } });
  });

  it('[WIRE-12] lets pages of any shop ask who is there and load the loader', async () => {
    const origin = { headers: { origin: 'https://shop.example' } };
    const presence = await send('/api/shops/demo/presence', origin);
    expect(presence.headers.get('access-control-allow-origin')).toBe('*');
    expect(await presence.json()).toEqual({ ok: true, data: { presence: expect.any(String) as string } });
    const products = await send('/api/shops/demo/products', origin);
    expect(products.headers.get('access-control-allow-origin')).toBeNull();
  });
});
