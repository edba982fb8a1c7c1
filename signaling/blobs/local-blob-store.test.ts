import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LocalBlobStore } from './local-blob-store.ts';

let folder: string;
let blobs: LocalBlobStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanhuo-blobs-'));
  blobs = new LocalBlobStore(folder);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(key: string, range?: { start: number; end: number }): Promise<string | undefined> {
  const blob = await blobs.get(key, range);
  return blob && (await buffer(blob.stream)).toString();
}

it('[STORE-20] gives back what was stored, whole or in part, and nothing after it was deleted', async () => {
  await blobs.put('pictures/a.webp', Buffer.from('0123456789'));
  expect(await read('pictures/a.webp')).toBe('0123456789');
  expect(await read('pictures/a.webp', { start: 2, end: 4 })).toBe('234');
  expect(await read('pictures/a.webp', { start: 8, end: 99 })).toBe('89');
  const first = await blobs.get('pictures/a.webp', { start: 0, end: 0 });
  expect(first?.size).toBe(10);
  first?.stream.destroy();
  await blobs.delete('pictures/a.webp');
  await blobs.delete('pictures/a.webp');
  expect(await blobs.get('pictures/a.webp')).toBeUndefined();
});

it('[STORE-20] replaces a blob as a whole and leaves no unfinished files', async () => {
  const first = Buffer.alloc(200_000, 'a');
  const second = Buffer.alloc(100_000, 'b');
  await Promise.all([blobs.put('p/x', first), blobs.put('p/x', second), blobs.put('p/x', first)]);
  const found = await read('p/x');
  expect([first.toString(), second.toString()]).toContain(found);
  expect(await readdir(join(folder, 'p'))).toEqual(['x']);
});

it.each(['../x', 'a/../../x', '/etc/passwd', 'a//b', '.hidden', 'A', 'a/.b', ''])(
  '[STORE-21] refuses the key %j, which is none of ours',
  async (key) => {
    await expect(blobs.put(key, Buffer.from('x'))).rejects.toThrow('not the key of a blob');
    await expect(blobs.get(key)).rejects.toThrow('not the key of a blob');
    await expect(blobs.delete(key)).rejects.toThrow('not the key of a blob');
  },
);
