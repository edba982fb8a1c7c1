import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compressBuilt } from '../../scripts/build/compress-built.ts';
import { BuiltFiles } from './built-files.ts';

let folder: string;
let files: BuiltFiles;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-files-'));
  files = new BuiltFiles(folder);
  await writeFile(path.join(folder, 'app.js'), 'look(); '.repeat(500));
  await writeFile(path.join(folder, 'bag.webp'), 'not text');
  await compressBuilt(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('built files', () => {
  it('[SETUP-30] are sent compressed as the browser likes, each with its own tag', async () => {
    const [br, gzip, plain] = await Promise.all([
      files.read('app.js', 'br'),
      files.read('app.js', 'gzip'),
      files.read('app.js', undefined),
    ]);
    expect(brotliDecompressSync(br!.body).toString()).toBe(plain!.body.toString());
    expect(gunzipSync(gzip!.body).toString()).toBe(plain!.body.toString());
    expect(br!.body.length).toBeLessThan(plain!.body.length / 10);
    expect(new Set([br!.etag, gzip!.etag, plain!.etag]).size).toBe(3);
    expect(await files.read('bag.webp', 'br')).toMatchObject({ encoding: undefined });
  });

  it('[SETUP-31] are read anew when they changed', async () => {
    const before = await files.read('app.js', 'br');
    await writeFile(path.join(folder, 'app.js'), 'look closer');
    await utimes(path.join(folder, 'app.js'), new Date(), new Date(Date.now() + 5000));
    await compressBuilt(folder);
    const after = await files.read('app.js', 'br');
    expect(after!.body.toString()).toBe('look closer');
    expect(after!.etag).not.toBe(before!.etag);
  });

  it('[AUTH-5] never come from outside their folder', async () => {
    for (const name of ['../app.js', '..', '/etc/passwd', 'a/../../x', 'none.js', '']) {
      expect(await files.read(name, undefined)).toBeUndefined();
    }
  });
});
