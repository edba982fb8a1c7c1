import type { Frame } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { hears, sees } from '../support/browser/media-probe.ts';
import { answer, startAgent, startBuyer } from '../support/browser/pages.ts';
import { type WatchedPicture, watchPicture } from '../support/browser/watch-picture.ts';
import { clusterIsHere, startLivekit } from '../support/livekit/livekit-servers.ts';
import { BreakableEngine } from '../support/media/breakable-engine.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A video call in the widget and the console whose carrier goes; both sides see and hear each other again. Answers
 *  what each saw meanwhile.
 *  @param harm is told where the agent's page has connections to. */
async function outliveCarrier(
  server: TestServer,
  harm: (addresses: readonly string[]) => void,
): Promise<WatchedPicture[]> {
  closers.push(() => server.close());
  const [lan, visitor] = await Promise.all([startAgent(server.url), startBuyer(server.url)]);
  closers.push(() => Promise.all([lan.close(), visitor.close()]));
  const addresses: string[] = [];
  lan.page.on('websocket', (socket) => addresses.push(socket.url()));
  const widget = await visitor.press('Video call');
  await answer(lan);
  const console = lan.page.mainFrame();
  const bothSee = () =>
    Promise.all([sees(widget, "Seller's camera", 'seller'), sees(console, "Buyer's camera", 'buyer')]);
  await bothSee();
  const before = await Promise.all([widget, console].map(connections));

  const watched = await Promise.all([
    watchPicture(widget, "Seller's camera"),
    watchPicture(console, "Buyer's camera"),
  ]);
  harm(addresses);
  for (const [index, page] of [widget, console].entries()) {
    // A page that was loaded anew would have fewer.
    await waitUntil(async () => {
      const now = await connections(page);
      return now > (before[index] ?? 0) || `${now} connections, as before`;
    }, 30_000);
  }
  await bothSee();
  await Promise.all([hears(widget), hears(console)]);
  return Promise.all(watched.map((seen) => seen()));
}

/** How many connections this page has made since it was loaded. */
const connections = (frame: Frame) => frame.evaluate(() => window.kanhuoTestConnections?.length ?? 0);

it('[MEDIA-25] a call in the browser outlives its media worker, without a reload', async () => {
  const engine = await BreakableEngine.create();
  await outliveCarrier(await startTestServer({ LOG_LEVEL: 'fatal' }, { mediaEngine: engine }), () =>
    engine.killWorkers(),
  );
});

describe.skipIf(!clusterIsHere)('on LiveKit', () => {
  /** Sends a signal to the node under a call; neither side may see black meanwhile. */
  async function outliveNode(signal: NodeJS.Signals): Promise<void> {
    const servers = await startLivekit({ nodes: 2 });
    closers.push(() => servers.close());
    const server = await startTestServer({ ...servers.variables, LOG_LEVEL: 'fatal' });
    const seen = await outliveCarrier(server, (addresses) => {
      const node = servers.nodes.find(({ url }) => addresses.some((address) => address.startsWith(url)));
      if (!node) throw new Error(`none of the nodes is at ${addresses.join(', ')}`);
      node.signal(signal);
    });
    for (const { frames, dark } of seen) {
      expect(frames).toBeGreaterThan(20);
      expect(dark).toBe(0);
    }
  }

  it('[MEDIA-25] [ENGINE-5] a call in the browser outlives its node, without a reload', () =>
    outliveNode('SIGKILL'));

  it('[ENGINE-6] a call in the browser leaves a node that is asked to stop, without a black frame', () =>
    outliveNode('SIGTERM'));
});
