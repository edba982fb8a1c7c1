import { describe, expect, it } from 'vitest';
import { neededFor } from './test-scope.mjs';

describe('[SETUP-10] npm test -- PATH', () => {
  it.each([
    [[], true, true],
    [['web-client/i18n/format.test.ts'], false, false],
    [['./signaling/db'], false, false],
    [['sfu/mediasoup'], true, false],
    [['tests/contracts/media-engine.test.ts'], true, false],
    [['tests/browser/call.test.ts'], true, true],
    [['signaling/db', 'tests/scenarios'], true, true],
    [['format'], true, false],
  ])('%j: worker %s, pages %s', (paths, mediaWorker, webClient) => {
    expect(neededFor(paths)).toEqual({ mediaWorker, webClient });
  });
});
