import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaGrant } from '#protocol';
import { startPerson } from '../support/browser/chromium.ts';
import type { BareReport } from '../support/livekit/bare-page.ts';
import { type LivekitUnderTest, startLivekitEngine } from '../support/livekit/livekit-engine.ts';
import { livekitIsHere } from '../support/livekit/livekit-servers.ts';
import { startMediaClients, type MediaClients } from '../support/media/media-client.ts';
import { bundleForPage } from '../support/media/page-bundle.ts';
import { servePage } from '../support/media/serve-page.ts';
import { waitUntil } from '../support/wait-until.ts';

const ALL = { publish: ['microphone', 'camera', 'screen', 'screen_audio'], subscribe: true } as const;

describe.skipIf(!livekitIsHere)('a page of nobody here, in a call on LiveKit', { timeout: 60_000 }, () => {
  const closers: (() => Promise<unknown>)[] = [];
  let under: LivekitUnderTest;
  let clients: MediaClients;
  let stranger: Page;

  beforeAll(async () => {
    under = await startLivekitEngine();
    closers.push(() => under.close());
    clients = await startMediaClients();
    closers.push(() => clients.close());
    const code = await bundleForPage(path.join(import.meta.dirname, '../support/livekit/bare-page.ts'));
    const [served, person] = await Promise.all([servePage(code), startPerson({ media: 'none' })]);
    closers.push(
      () => served.close(),
      () => person.close(),
    );
    stranger = person.page;
    await stranger.goto(served.url);
    await stranger.waitForFunction(() => 'barePage' in window);
    await stranger.mouse.click(5, 5);
  });
  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  });

  const report = (): Promise<BareReport> => stranger.evaluate(() => window.barePage.report());
  const join = ({ url, token }: { url: string; token: string }) =>
    stranger.evaluate(([to, pass]) => window.barePage.join(to, pass), [url, token] as const);
  const publish = (source: 'camera' | 'microphone') =>
    stranger.evaluate((what) => window.barePage.publish(what), source);
  const livekit = (grant: MediaGrant) => {
    if (grant.engine !== 'livekit') throw new Error(`a grant of ${grant.engine}`);
    return grant;
  };

  it('[MEDIA-40] sees and hears with a token of ours, and is refused what the token lacks', async () => {
    const room = await under.engine.openRoom('strangers', { videoCodecs: [] });
    const [agent, buyer] = await Promise.all([clients.create(), clients.create()]);
    await Promise.all([agent.join(room, 'agent', ALL), buyer.join(room, 'buyer', ALL)]);
    await Promise.all([agent.publish('camera', { simulcast: true }), agent.publish('microphone')]);
    const grant = livekit(await room.admit('stranger', { publish: ['microphone'], subscribe: true }));
    await join(grant);
    await waitUntil(async () => {
      const { sources, widths, framesDecoded, audioEnergy } = await report();
      const all = sources.includes('camera') && sources.includes('microphone');
      const seen = framesDecoded > 10 && widths.some((width) => width > 100);
      return (all && seen && audioEnergy > 0) || { sources, widths, framesDecoded, audioEnergy };
    }, 20_000);

    // What it may it does, what it may not it cannot: the others never hear of it.
    expect(await publish('microphone')).toBeNull();
    expect(await publish('camera')).toMatch(/permission/i);
    await stranger.evaluate(() => window.barePage.send('nobody is to read this'));
    await waitUntil(
      () => room.tracks().some(({ peerId }) => peerId === 'stranger') || 'its sound is not there',
    );
    expect(room.tracks().filter(({ peerId }) => peerId === 'stranger')).toMatchObject([
      { source: 'microphone' },
    ]);
    expect((await report()).permissions).toEqual({
      canPublish: true,
      canSubscribe: true,
      canPublishData: false,
    });

    // Its token names no right over rooms, and opens no other room.
    const payload = JSON.parse(Buffer.from(grant.token.split('.')[1] ?? '', 'base64url').toString()) as {
      video: Record<string, unknown>;
    };
    for (const right of ['roomAdmin', 'roomCreate', 'roomList', 'roomRecord', 'ingressAdmin'])
      expect(payload.video[right]).toBeUndefined();

    // Removed, it sees nothing any more, and does not come in again with what it holds.
    await room.remove('stranger');
    await waitUntil(async () => {
      const { state, sources } = await report();
      return (state === 'disconnected' && sources.length === 0) || { state, sources };
    }, 20_000);
    await expect(join(grant)).rejects.toThrow(/connect|token|permission|not exist|401|404/i);
    await buyer.sees();
    await Promise.all([agent.close(), buyer.close()]);
    await room.close();
  });
});
