import { describe, expect, it } from 'vitest';
import { debianMirrors, sourceList } from './apt-sources.mjs';

describe('[SETUP-5] the Debian mirrors of a machine', () => {
  it('are read from the one-line form, options and comments aside', () => {
    const text = [
      '# deb http://old.example/debian bookworm main',
      'deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian/ bookworm main contrib',
      'deb http://security.example/debian-security bookworm-security main',
    ].join('\n');
    expect(debianMirrors(text)).toEqual({
      main: 'http://mirror.example/debian',
      security: 'http://security.example/debian-security',
    });
  });

  it('are read from the deb822 form, and other vendors are left out', () => {
    const text = [
      'Types: deb',
      'URIs: https://vendor.example/node_20.x',
      'Types: deb',
      'URIs: http://deb.example/debian',
      'Suites: bookworm bookworm-updates',
    ].join('\n');
    expect(debianMirrors(text)).toEqual({ main: 'http://deb.example/debian' });
  });

  it('become a source list of bookworm alone', () => {
    expect(sourceList({ main: 'http://m/debian', security: 'http://s/debian-security' }, '/k.gpg')).toBe(
      'deb [signed-by=/k.gpg] http://m/debian bookworm main\n' +
        'deb [signed-by=/k.gpg] http://s/debian-security bookworm-security main\n',
    );
  });
});
