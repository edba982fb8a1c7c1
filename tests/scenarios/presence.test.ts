import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectMember, connectVisitor } from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

async function asked(): Promise<unknown> {
  const response = await fetch(`${server.url}/api/shops/demo/presence`);
  return ((await response.json()) as { data: { presence: unknown } }).data.presence;
}

describe('who is there', () => {
  it('[PRES-4] visitors are told when somebody comes, is busy, and is away', async () => {
    const buyer = await connectVisitor(server);
    expect((await buyer.command('session:hello', {})).shop.presence).toBe('offline');
    const lan = await connectMember(server, 'demo:lan');
    await buyer.next('shop:presenceChanged', ({ presence }) => presence === 'available');
    expect(await asked()).toBe('available');
    await lan.command('presence:set', { status: 'busy' });
    await buyer.next('shop:presenceChanged', ({ presence }) => presence === 'busy');
    expect(await asked()).toBe('busy');
    await lan.command('presence:set', { status: 'away' });
    await buyer.next('shop:presenceChanged', ({ presence }) => presence === 'offline');
    expect(await asked()).toBe('offline');
    buyer.close();
    lan.close();
  });

  it('[PRES-5] members see each other come, change and go', async () => {
    const lan = await connectMember(server, 'demo:lan');
    const wei = await connectMember(server, 'demo:wei');
    const ofWei = ({ member }: { member: { loginName: string } }) => member.loginName === 'demo:wei';
    expect(await lan.next('presence:changed', ofWei)).toMatchObject({ member: { online: true } });
    await wei.command('presence:set', { status: 'away' });
    expect(await lan.next('presence:changed', ofWei)).toMatchObject({ member: { status: 'away' } });
    const { members } = await lan.command('presence:list', {});
    expect(members.map(({ loginName, online, status }) => [loginName, online, status])).toEqual([
      ['demo:lan', true, 'available'],
      ['demo:owner', false, 'available'],
      ['demo:wei', true, 'away'],
    ]);
    wei.close();
    expect(await lan.next('presence:changed', ofWei)).toMatchObject({ member: { online: false } });
    lan.close();
  });

  it('[PRES-2] a reloaded console does not make the shop flicker', async () => {
    const buyer = await connectVisitor(server);
    const page = await connectMember(server, 'demo:lan');
    await buyer.next('shop:presenceChanged', ({ presence }) => presence === 'available');
    page.close();
    const reloaded = await connectMember(server, 'demo:lan', { cookie: page.cookie });
    await reloaded.command('presence:set', { status: 'busy' });
    await buyer.next('shop:presenceChanged', ({ presence }) => presence === 'busy');
    const told = buyer.seen.filter(({ name }) => name === 'shop:presenceChanged').map(({ data }) => data);
    expect(told).toEqual([{ presence: 'available' }, { presence: 'busy' }]);
    buyer.close();
    reloaded.close();
  });

  it('[PRES-6] a status outlives the sign-in and the server', async () => {
    const lan = await connectMember(server, 'demo:lan');
    await lan.command('presence:set', { status: 'busy' });
    lan.close();
    await server.app.close();
    const again = await startTestServer({}, { dataDir: server.dataDir });
    const back = await connectMember(again, 'demo:lan');
    expect((await back.command('session:hello', {})).self).toMatchObject({ member: { status: 'busy' } });
    back.close();
    await again.close();
  });
});
