import { afterAll, beforeAll, describe, it } from 'vitest';
import { livekitIsHere, type LivekitServers, startLivekit } from './livekit-servers.ts';

/** An engine that calls of a test are carried by. */
export interface EngineOfTest {
  readonly name: 'mediasoup' | 'livekit';
  /** What the service is started with to use it; known once the tests run. */
  readonly variables: () => Readonly<Record<string, string>>;
  /** A test of what no engine changes: on the embedded one only. */
  readonly once: (title: string, test: () => Promise<void>) => void;
}

/** The same tests on the embedded engine and on a LiveKit server; where there is none, the second are skipped by
 *  name. */
export function onBothEngines(tests: (engine: EngineOfTest) => void): void {
  describe('on the embedded engine', () => {
    tests({ name: 'mediasoup', variables: () => ({}), once: it });
  });
  describe.skipIf(!livekitIsHere)('on LiveKit', () => {
    let servers: LivekitServers;
    beforeAll(async () => {
      servers = await startLivekit();
    });
    afterAll(() => servers?.close());
    tests({ name: 'livekit', variables: () => servers.variables, once: () => {} });
  });
}
