import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import type { Page } from 'playwright-core';
import { type BrowserPerson, startPerson } from '../../support/browser/chromium.ts';
import type { LivekitNode, LivekitServers } from '../../support/livekit/livekit-servers.ts';
import { bundleForPage } from '../../support/media/page-bundle.ts';
import { type ServedPage, servePage } from '../../support/media/serve-page.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { Watched } from './watched.ts';

/** A dead node is looked for long: the client needs several attempts. */
const TOKEN_S = 600;

/** Two windows with a page that does what livekit-client's documentation shows, for comparison. */
export class PlainPages {
  readonly #servers: LivekitServers;
  readonly #served: ServedPage;
  readonly #people: readonly BrowserPerson[];

  private constructor(servers: LivekitServers, served: ServedPage, people: readonly BrowserPerson[]) {
    this.#servers = servers;
    this.#served = served;
    this.#people = people;
  }

  static async start(servers: LivekitServers): Promise<PlainPages> {
    const code = await bundleForPage(path.join(import.meta.dirname, 'plain-page.ts'));
    const people = await Promise.all([startPerson({ media: 'none' }), startPerson({ media: 'none' })]);
    return new PlainPages(servers, await servePage(code), people);
  }

  /** Has a call whose room is on one node and whose pages talk to another, as behind a load balancer that knows which
   *  nodes live. @param nodeId LiveKit's id of the node that carries it */
  async withCall<T>(
    carrier: { readonly node: LivekitNode; readonly nodeId: string },
    work: (pages: readonly Watched[]) => Promise<T>,
  ): Promise<T> {
    const { apiKey, apiSecret, nodes } = this.#servers;
    const name = `plain-${randomUUID()}`;
    const door = nodes.find((node) => node !== carrier.node);
    if (!door) throw new Error('there is no other node');
    const rooms = new RoomServiceClient(door.apiUrl, apiKey, apiSecret);
    await rooms.createRoom({ name, nodeId: carrier.nodeId });
    const token = (identity: string) => {
      const made = new AccessToken(apiKey, apiSecret, { identity, ttl: TOKEN_S });
      made.addGrant({ roomJoin: true, room: name, canPublish: true, canSubscribe: true });
      return made.toJwt();
    };
    const pages = this.#people.map(({ page }) => page);
    const joined = pages.map(async (page, index) => this.#join(page, door.url, await token(`${index}`)));
    const watched = await Promise.all(joined);
    try {
      await Promise.all(watched.map(async (page) => waitUntil(() => isMoving(page), 30_000)));
      return await work(watched);
    } finally {
      await Promise.all(pages.map((page) => page.evaluate(() => window.plainPage.leave())));
      await rooms.deleteRoom(name).catch(() => {});
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.close()));
    await this.#served.close();
  }

  async #join(page: Page, url: string, token: string): Promise<Watched> {
    await page.goto(this.#served.url);
    await page.waitForFunction(() => 'plainPage' in window);
    await page.evaluate(([to, pass]) => window.plainPage.join(to, pass), [url, token] as const);
    return {
      framesShown: (since) => page.evaluate((from) => window.plainPage.framesShown(from), since),
    };
  }
}

async function isMoving(page: Watched): Promise<true | string> {
  const { length } = await page.framesShown(0);
  return length > 10 || `${length} frames`;
}
