import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { CallScene } from './call-scene.ts';
import { type MediaClients, startMediaClients } from './media/media-client.ts';
import type { SeenCall } from './recorded-call.ts';

/** A service and a call in it, as a test finds them. */
export interface CallOfTest {
  readonly scene: CallScene;
  readonly call: SeenCall;
}

/** Gives every test of the file, or of the `describe` it stands in, a call of its own whose media comes from one real
 *  browser; both are closed after the test. */
export function callForEachTest(begin: (clients: MediaClients) => Promise<CallOfTest>): void {
  let clients: MediaClients;
  let open: CallOfTest | undefined;

  beforeAll(async () => {
    clients = await startMediaClients();
  }, 60_000);
  afterAll(() => clients?.close());
  beforeEach(async () => {
    open = await begin(clients);
  }, 60_000);
  afterEach(async () => {
    await open?.call.close();
    await open?.scene.close();
    open = undefined;
  });
}
