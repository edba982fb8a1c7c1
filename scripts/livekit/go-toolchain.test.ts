import { describe, expect, it } from 'vitest';
import { goComplaint } from './go-toolchain.mjs';

describe("[ENGINE-2] building LiveKit's server", () => {
  it.each(['go version go1.26.0 linux/amd64', 'go version go1.31.2 darwin/arm64', 'go version go2.0 x'])(
    'takes %s',
    async (version) => {
      expect(await goComplaint(() => Promise.resolve(version))).toBeUndefined();
    },
  );

  it.each([['go version go1.25.9 linux/amd64'], ['something else'], [undefined]])(
    'says what it needs of %s',
    async (version) => {
      expect(await goComplaint(() => Promise.resolve(version))).toContain('needs Go 1.26 or newer');
    },
  );
});
