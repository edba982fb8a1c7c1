import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled, type Lockfile } from './dependencies.mjs';
import { projectFolder } from './places.mjs';

const lock = (packages: NonNullable<Lockfile['packages']>): Lockfile => ({ packages });
const wanted = lock({
  '': {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0', optional: true },
});

describe('[SETUP-2] installed dependencies', () => {
  it('are right when every version is the one of the lock file', () => {
    const installed = lock({
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
    });
    expect(isInstalled(wanted, installed)).toBe(true);
  });

  it('may lack what is optional: it can be meant for another platform', () => {
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
  });

  it.each([
    ['of another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['missing', { 'node_modules/b': { version: '2.0.0' } }],
    ['left over', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }],
  ])('are wrong when one is %s', (_what, packages) => {
    expect(isInstalled(wanted, lock(packages))).toBe(false);
  });

  it('are recognised as npm itself has left them in this project', () => {
    const read = (file: string) =>
      JSON.parse(readFileSync(path.join(projectFolder, file), 'utf8')) as Lockfile;
    const installed = read('node_modules/.package-lock.json');
    expect(isInstalled(read('package-lock.json'), installed)).toBe(true);
  });
});

describe('[SETUP-2] install scripts', () => {
  const { packages = {} } = JSON.parse(
    readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8'),
  ) as {
    packages?: Record<string, { hasInstallScript?: boolean }>;
  };
  const { allowScripts } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as {
    allowScripts: Record<string, boolean>;
  };

  it('are each allowed or denied by name', () => {
    const withScript = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript);
    const names = withScript.map(([place]) => place.replace(/^.*node_modules\//, ''));
    expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(names));
    expect(allowScripts['mediasoup']).toBe(false);
  });
});
