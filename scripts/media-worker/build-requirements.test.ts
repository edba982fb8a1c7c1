import { describe, expect, it } from 'vitest';
import { missingForBuild } from './build-requirements.mjs';

const bookworm = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n';
const all = () => true;

describe('[SETUP-5] what is missing to build the media worker', () => {
  it('is nothing on Debian bookworm with a compiler', () => {
    expect(missingForBuild({ platform: 'linux', osRelease: bookworm, has: all })).toEqual({ packages: [] });
  });

  it('is named by package', () => {
    const has = (program: string) => !['g++', 'ar'].includes(program);
    expect(missingForBuild({ platform: 'linux', osRelease: bookworm, has }).packages).toEqual([
      'g++',
      'binutils',
    ]);
  });

  it.each([
    ['linux', 'PRETTY_NAME="Alpine Linux v3.24"\nID=alpine\n', 'Alpine Linux v3.24'],
    ['linux', 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_CODENAME=trixie\nID=debian\n', 'trixie'],
    ['darwin', '', 'darwin'],
  ])('is the system itself on %s %s', (platform, osRelease, name) => {
    const { system } = missingForBuild({ platform, osRelease, has: all });
    expect(system).toContain(name);
    expect(system).toContain('Debian 12 (bookworm)');
  });
});
