import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { CallScene } from './call-scene.ts';
import { type MediaClients, startMediaClients } from './media/media-client.ts';
import type { MadeCall } from './recorded-call.ts';

/** A service and a call in it, as a test finds them. */
export interface CallOfTest {
  readonly scene: CallScene;
  readonly call: MadeCall;
}

/** Gives every test of the file, or of the `describe` it stands in, a call of its own; both are closed after the test. */
export function callForEachTest(begin: () => Promise<CallOfTest>): void {
  let open: CallOfTest | undefined;

  beforeEach(async () => {
    open = await begin();
  }, 60_000);
  afterEach(async () => {
    await open?.call.close();
    await open?.scene.close();
    open = undefined;
  });
}

/** The same, with media from the pages of one real browser. */
export function seenCallForEachTest(begin: (clients: MediaClients) => Promise<CallOfTest>): void {
  let clients: MediaClients;

  beforeAll(async () => {
    clients = await startMediaClients();
  }, 60_000);
  afterAll(() => clients?.close());
  callForEachTest(() => begin(clients));
}
