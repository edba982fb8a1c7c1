import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#protocol';
import { connect, connectVisitor, type VisitorClient } from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** So long that no limit ends during a test. */
const seconds = 600;

describe('one person', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(
      {},
      {
        rates: {
          person: { points: 10, seconds },
          connection: { points: 30, seconds },
          calls: { points: 3, seconds },
          callsOfAddress: { points: 5, seconds },
        },
      },
    );
  });
  afterAll(() => server.close());

  it('[WIRE-7] is counted for what has no acknowledgement too', async () => {
    const buyer = await connectVisitor(server);
    for (let sent = 0; sent < 10; sent += 1) buyer.socket.emit('session:hello');
    expect(await buyer.refused('session:hello', {})).toMatchObject({ code: 'too_many_requests' });
    expect(buyer.socket.connected).toBe(true);
    buyer.close();
  });

  it('[WIRE-17] who goes on sending far past the limit is disconnected, and nobody else', async () => {
    const [flooding, calm] = await Promise.all([connectVisitor(server), connectVisitor(server)]);
    const gone = new Promise((resolve) => flooding.socket.once('disconnect', resolve));
    for (let sent = 0; sent < 31; sent += 1) flooding.socket.emit('session:hello', {});
    expect(await gone).toMatch(/^(io server disconnect|transport close)$/);
    expect((await calm.command('session:hello', {})).self.kind).toBe('visitor');
    calm.close();
  });

  it('[WIRE-18] has at most 20 pages open', async () => {
    const pages: VisitorClient[] = [await connectVisitor(server)];
    const { token } = pages[0] as VisitorClient;
    while (pages.length < 20) pages.push(await connectVisitor(server, { token }));
    await expect(connectVisitor(server, { token })).rejects.toMatchObject({
      data: { code: 'too_many_requests', details: 'at most 20 open pages' },
    });
    pages.pop()?.close();
    await waitUntil(async () => {
      const page = await connectVisitor(server, { token }).catch(() => undefined);
      page?.close();
      return page !== undefined || 'no room for another page';
    });
    for (const page of pages) page.close();
  });

  it('[CALL-9] begins so many calls a minute, and so does an address; the same call again is free', async () => {
    const [buyer, other] = await Promise.all([connectVisitor(server), connectVisitor(server)]);
    const call = (who: VisitorClient, callId: string = randomUUID()) =>
      who.raw('call:request', { id: randomUUID(), input: { callId, kind: 'video' } });
    const first = randomUUID();
    for (const callId of [first, first, first, randomUUID(), randomUUID()]) {
      expect(await call(buyer, callId)).toMatchObject({ ok: true });
    }
    const refused = { ok: false, error: { code: 'too_many_requests' } };
    expect(await call(buyer)).toMatchObject(refused);
    expect(await call(buyer, first)).toMatchObject({ ok: true });
    expect(await call(other)).toMatchObject({ ok: true });
    expect(await call(other)).toMatchObject({ ok: true });
    expect(await call(other)).toMatchObject(refused);
    buyer.close();
    other.close();
  });
});

describe('one address', () => {
  let server: TestServer;

  beforeAll(async () => {
    const few = { points: 2, seconds };
    server = await startTestServer({ TRUST_PROXY: '1' }, { rates: { address: few, handshakes: few } });
  });
  afterAll(() => server.close());

  it('[WIRE-15] [WIRE-26] may ask so often before anybody looks who asks, and is told how long to wait', async () => {
    const ask = (from: string) =>
      fetch(`${server.url}/api/session`, { headers: { 'x-forwarded-for': from } });
    const answers = [await ask('2001:db8::1'), await ask('2001:db8::2'), await ask('2001:db8::3')];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429]);
    const waits = answers.map(({ headers }) => headers.get('retry-after'));
    expect(waits.slice(0, 2)).toEqual([null, null]);
    expect(Number(waits[2])).toBeGreaterThan(0);
    expect(Number(waits[2])).toBeLessThanOrEqual(seconds);
    expect((await ask('2001:db8:0:1::1')).status).toBe(401);
  });

  it('[WIRE-15] may try to connect so often before anybody looks who it is', async () => {
    const auth = { protocol: PROTOCOL_VERSION, as: 'visitor', token: 'x.y.z', language: 'en' };
    const code = (from: string) =>
      connect(server.url, { auth, extraHeaders: { 'x-forwarded-for': from } }).then(
        () => 'connected',
        (error: { data?: { code: string } }) => error.data?.code,
      );
    const codes = [await code('192.0.2.7'), await code('192.0.2.7'), await code('192.0.2.7')];
    expect(codes).toEqual(['unauthenticated', 'unauthenticated', 'too_many_requests']);
    expect(await code('192.0.2.8')).toBe('unauthenticated');
  });
});
