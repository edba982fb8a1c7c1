import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { MediaGrant, MediaRequest, TrackSource } from '#protocol';
import type { MediaFact, MediaPermissions, MediaRoom } from '../../../sfu/media-engine.ts';
import { AppError } from '#protocol/app-error';
import type { PublishOptions } from '../../../web-client/media/media-session.ts';
import { startPerson } from '../browser/chromium.ts';
import { received, sent, type Received, type Sent } from '../browser/media-probe.ts';
import { orFail } from '../wait-until.ts';
import type { AskReply, PageReport } from './media-page.ts';
import { bundleForPage } from './page-bundle.ts';
import { servePage } from './serve-page.ts';
import type { FirstFrame } from './shown-frames.ts';

/** Pages that encode and decode share the machine with all else that is tested. */
const PATIENCE_MS = 30_000;

/** What pages mention and nobody waits for. */
const HINTS: ReadonlySet<unknown> = new Set<MediaRequest['type']>(['changed', 'speaking', 'quality']);

/** Pages of one real browser, each of which can take part in rooms. */
export interface MediaClients {
  create(): Promise<MediaClient>;
  close(): Promise<void>;
}

/** Starts a browser whose pages make pictures and tones of their own. */
export async function startMediaClients(): Promise<MediaClients> {
  const [code, person] = await Promise.all([
    bundleForPage(path.join(import.meta.dirname, 'media-page.ts')),
    startPerson({ media: 'none' }),
  ]);
  const page = await servePage(code);
  return {
    create: () => MediaClient.open(person.context, page.url),
    close: async () => {
      await person.close();
      await page.close();
    },
  };
}

/** One participant: a page with a `MediaSession`, its requests answered by a room without a network between. */
export class MediaClient {
  readonly #page: Page;
  #room: Pick<MediaRoom, 'request'> | undefined;
  #peerId = '';
  #off: () => void = () => {};
  /** How many requests this page has sent, what it only mentions not counted. */
  requests = 0;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(context: BrowserContext, address: string): Promise<MediaClient> {
    const page = await context.newPage();
    const client = new MediaClient(page);
    await page.exposeFunction('kanhuoAsk', (generation: number, message: Record<string, unknown>) =>
      client.#ask(generation, message),
    );
    await page.goto(address);
    await page.waitForFunction(() => 'kanhuoPage' in window);
    // Without a gesture a page may not play sound.
    await page.mouse.click(5, 5);
    return client;
  }

  /** Is admitted and joins; moves along when the room moves. */
  async join(room: MediaRoom, peerId: string, permissions: MediaPermissions): Promise<MediaGrant> {
    this.follow(room, peerId);
    const grant = await room.admit(peerId, permissions);
    await this.connect(grant);
    return grant;
  }

  /** Passes what the room says to this peer on to the page, in order. */
  follow(room: Pick<MediaRoom, 'request' | 'onFact'>, peerId: string): void {
    this.#off();
    this.#room = room;
    this.#peerId = peerId;
    this.#off = room.onFact((fact) => this.#onFact(fact));
  }

  connect(grant: MediaGrant): Promise<void> {
    return this.#page.evaluate((given) => window.kanhuoPage.connect(given), grant);
  }

  prepare(source: 'microphone' | 'camera', options: PublishOptions = {}): Promise<void> {
    return this.#page.evaluate(([what, how]) => window.kanhuoPage.prepare(what, how), [
      source,
      options,
    ] as const);
  }

  /** @param width of the camera's picture, px */
  publish(source: TrackSource, options: PublishOptions = {}, width?: number): Promise<number> {
    return this.#page.evaluate(([what, ...how]) => window.kanhuoPage.publish(what, ...how), [
      source,
      options,
      width,
    ] as const);
  }

  replace(source: TrackSource): Promise<void> {
    return this.#page.evaluate((what) => window.kanhuoPage.replace(what), source);
  }

  setMuted(source: TrackSource, muted: boolean): Promise<void> {
    return this.#page.evaluate(([what, off]) => window.kanhuoPage.setMuted(what, off), [
      source,
      muted,
    ] as const);
  }

  unpublish(source: TrackSource): Promise<void> {
    return this.#page.evaluate((what) => window.kanhuoPage.unpublish(what), source);
  }

  setQuality(trackId: string, quality: 'low' | 'medium' | 'high'): Promise<void> {
    return this.#page.evaluate(([id, how]) => window.kanhuoPage.setQuality(id, how), [
      trackId,
      quality,
    ] as const);
  }

  report(): Promise<PageReport> {
    return this.#page.evaluate(() => window.kanhuoPage.report());
  }

  firstFrames(): Promise<readonly FirstFrame[]> {
    return this.#page.evaluate(() => window.kanhuoPage.firstFrames());
  }

  /** When frames of the other's camera were shown since a time, both as time since the Unix epoch. */
  framesShown(since: number): Promise<readonly number[]> {
    return this.#page.evaluate((from) => window.kanhuoPage.framesShown(from), since);
  }

  /** All that has arrived at this page, from the browser itself. */
  received(): Promise<Received> {
    return received(this.#page.mainFrame());
  }

  /** All that this page has sent, likewise. */
  sent(): Promise<Sent> {
    return sent(this.#page.mainFrame());
  }

  /** Nothing is sent any more, and nobody is told: as when the network on the way has gone. */
  goSilent(): Promise<void> {
    return this.#page.evaluate(async () => {
      const senders = (window.kanhuoTestConnections ?? [])
        .filter(({ signalingState }) => signalingState !== 'closed')
        .flatMap((connection) => connection.getSenders());
      await Promise.all(senders.map((sender) => sender.replaceTrack(null)));
    });
  }

  /** The browser takes its network for changed. */
  networkCameBack(): Promise<void> {
    return this.#page.evaluate(() => void dispatchEvent(new Event('online')));
  }

  /** Waits until the other's picture moves on this page's screen and its frames go on being decoded. */
  async sees(source: TrackSource = 'camera'): Promise<void> {
    orFail(
      await this.#page.evaluate(([what, ms]) => window.kanhuoPage.sees(what, ms), [
        source,
        PATIENCE_MS,
      ] as const),
    );
  }

  /** Waits until sound arrives and goes on arriving. */
  async hears(): Promise<void> {
    orFail(await this.#page.evaluate((ms) => window.kanhuoPage.hears(ms), PATIENCE_MS));
  }

  energy(): Promise<number> {
    return this.#page.evaluate(() => window.kanhuoPage.energy());
  }

  /** Waits until no more bits of a source arrive, and no frame and no sound of it. */
  async receivesNothing(source: TrackSource): Promise<void> {
    orFail(
      await this.#page.evaluate(([what, ms]) => window.kanhuoPage.receivesNothing(what, ms), [
        source,
        PATIENCE_MS,
      ] as const),
    );
  }

  async close(): Promise<void> {
    this.#off();
    await this.#page.close();
  }

  async #ask(generation: number, message: Record<string, unknown>): Promise<AskReply> {
    if (!HINTS.has(message['type'])) this.requests += 1;
    if (!this.#room) return { ok: false, code: 'not_found' };
    return this.#room.request(this.#peerId, generation, message).then(
      (data) => ({ ok: true as const, data }),
      (error: unknown) => ({
        ok: false as const,
        code: error instanceof AppError ? error.code : String(error),
      }),
    );
  }

  #onFact(fact: MediaFact): void {
    if (!('peerId' in fact) || fact.peerId !== this.#peerId || this.#page.isClosed()) return;
    if (fact.type === 'peerMoved') this.connect(fact.grant).catch(() => {});
    if (fact.type !== 'message') return;
    const { generation, message } = fact;
    this.#page
      .evaluate(([number, event]) => window.kanhuoPage.receive(number, event), [generation, message] as const)
      .catch(() => {});
  }
}
