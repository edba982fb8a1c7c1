import { afterAll, beforeAll, describe } from 'vitest';
import { livekitIsHere, type LivekitServers, startLivekit } from './livekit-servers.ts';

/** An engine that calls of a test are carried by. */
export interface EngineOfTest {
  readonly name: 'mediasoup' | 'livekit';
  /** What the service is started with to use it; known once the tests run. */
  readonly variables: () => Readonly<Record<string, string>>;
}

/** The same tests on the embedded engine and on a LiveKit server; where there is none, the second are skipped by
 *  name. */
export function onBothEngines(tests: (engine: EngineOfTest) => void): void {
  describe('on the embedded engine', () => {
    tests({ name: 'mediasoup', variables: () => ({}) });
  });
  describe.skipIf(!livekitIsHere)('on LiveKit', () => {
    let servers: LivekitServers;
    beforeAll(async () => {
      servers = await startLivekit();
    });
    afterAll(() => servers?.close());
    tests({ name: 'livekit', variables: () => servers.variables });
  });
}
