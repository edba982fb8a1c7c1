import { describe, expect, it } from 'vitest';
import { neededFor } from './test-scope.mjs';

describe('[SETUP-10] npm test -- PATH', () => {
  it.each([
    [[], true, true, true],
    [['web-client/i18n/format.test.ts'], false, false, false],
    [['./signaling/db'], false, false, false],
    [['sfu/mediasoup'], true, false, false],
    [['sfu/livekit'], true, false, true],
    [['tests/contracts/mediasoup.test.ts'], true, false, true],
    [['tests/browser/call.test.ts'], true, true, true],
    [['signaling/db', 'tests/scenarios'], true, true, true],
    [['format'], true, false, false],
  ])('%j: worker %s, pages %s, LiveKit %s', (paths, mediaWorker, webClient, livekitServer) => {
    expect(neededFor(paths)).toEqual({ mediaWorker, webClient, livekitServer });
  });
});
