import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kanhuo-fingerprint-'));
  mkdirSync(path.join(root, 'pages/deep'), { recursive: true });
  writeFileSync(path.join(root, 'pages/deep/a.ts'), 'one');
  writeFileSync(path.join(root, 'config.ts'), 'two');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const names = ['pages', 'config.ts', 'missing'];

describe('[SETUP-7] the fingerprint of sources', () => {
  it('stays when nothing but the time of a file has changed', () => {
    const before = fingerprint(root, names);
    utimesSync(path.join(root, 'config.ts'), new Date(0), new Date(0));
    expect(fingerprint(root, names)).toBe(before);
  });

  it.each([
    ['a changed file', () => writeFileSync(path.join(root, 'pages/deep/a.ts'), 'on2')],
    ['a new file', () => writeFileSync(path.join(root, 'pages/b.ts'), '')],
    [
      'a renamed file',
      () => renameSync(path.join(root, 'pages/deep/a.ts'), path.join(root, 'pages/deep/b.ts')),
    ],
    ['a removed file', () => rmSync(path.join(root, 'config.ts'))],
    ['a named file that was missing', () => writeFileSync(path.join(root, 'missing'), '')],
  ])('changes with %s', (_what, change) => {
    const before = fingerprint(root, names);
    change();
    expect(fingerprint(root, names)).not.toBe(before);
  });
});
