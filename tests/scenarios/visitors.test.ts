import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../signaling/db/ids.ts';
import { connectVisitor } from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('a visitor', () => {
  it('[AUTH-11] is the same person again with the token of before, on several pages too', async () => {
    const page = await connectVisitor(server, { language: 'zh' });
    const again = await connectVisitor(server, { token: page.token });
    expect(again.visitorId).toBe(page.visitorId);
    const { self, shop } = await again.command('session:hello', {});
    expect(self).toMatchObject({
      kind: 'visitor',
      visitor: { id: page.visitorId, name: expect.stringMatching(/^访客 \d{4}$/) as string },
    });
    expect(shop.slug).toBe('demo');
    page.close();
    again.close();
  });

  it('[AUTH-12] gets nowhere with a token that was changed, and becomes somebody new', async () => {
    const page = await connectVisitor(server);
    const [head, , signature] = page.token.split('.');
    const claims = { shop: page.shop.id, aud: 'kanhuo:visitor', sub: newId(), iat: 1, exp: 4_000_000_000 };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const unsigned = [
      Buffer.from('{"alg":"none"}').toString('base64url'),
      Buffer.from(JSON.stringify({ ...claims, sub: page.visitorId })).toString('base64url'),
      '',
    ].join('.');
    for (const token of [forged, unsigned, `${page.token.slice(0, -3)}abc`]) {
      const other = await connectVisitor(server, { token });
      expect([page.visitorId, claims.sub]).not.toContain(other.visitorId);
      other.close();
    }
    page.close();
  });

  it('[AUTH-12] is somebody else in another shop', async () => {
    await server.db
      .insertInto('shops')
      .values({ id: newId(), slug: 'other', name: 'Other', created_at: 1 })
      .execute();
    const here = await connectVisitor(server);
    const there = await connectVisitor(server, { shop: 'other', token: here.token });
    expect(there.visitorId).not.toBe(here.visitorId);
    expect((await there.command('session:hello', {})).shop.slug).toBe('other');
    here.close();
    there.close();
  });

  it('[AUTH-11] gets through a bearer token where a member has a cookie', async () => {
    const page = await connectVisitor(server);
    const response = await fetch(`${server.url}/api/session`, {
      headers: { authorization: `Bearer ${page.token}` },
    });
    expect(response.status).toBe(403);
    page.close();
  });
});
