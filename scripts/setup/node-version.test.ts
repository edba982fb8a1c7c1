import { describe, expect, it } from 'vitest';
import { isNewEnough, nodePackage, oldestNode } from './node-version.mjs';

describe('[SETUP-1] the Node on the path', () => {
  it.each(['24.7.0', 'v24.7.1', '24.21.0', '26.0.0'])('%s is used', (version) => {
    expect(isNewEnough(version)).toBe(true);
  });

  it.each(['20.20.2', '22.22.0', '24.6.9', 'v24.7.0-rc.1'])('%s is not', (version) => {
    expect(isNewEnough(version)).toBe(false);
  });

  it.each(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win-x64'])(
    'is replaced on %s by a package that is new enough itself',
    (platform) => {
      const version = nodePackage(platform)?.version ?? '0';
      expect(isNewEnough(version, oldestNode)).toBe(true);
    },
  );

  it('has no package on a platform that nobody packs for', () => {
    expect(nodePackage('sunos-x64')).toBeUndefined();
  });
});
