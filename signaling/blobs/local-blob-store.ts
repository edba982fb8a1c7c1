import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blob, BlobStore, ByteRange } from './blob-store.ts';

const KEY = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/;

/** Keeps blobs as files in one folder of this machine. */
export class LocalBlobStore implements BlobStore {
  readonly #folder: string;

  /** @param folder made when the first blob is stored. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: string, data: Uint8Array): Promise<void> {
    const path = this.#path(key);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    // Under its own name a file is there whole or not at all; the name itself is on the disk once the folder is.
    const unfinished = join(folder, `.${randomUUID()}.part`);
    try {
      await withFile(unfinished, 'wx', async (file) => {
        await file.writeFile(data);
        await file.sync();
      });
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await withFile(folder, 'r', (handle) => handle.sync());
  }

  async get(key: string, range?: ByteRange): Promise<Blob | undefined> {
    const path = this.#path(key);
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    try {
      const { size } = await file.stat();
      const stream = createReadStream(path, { fd: file, ...range });
      return { size, stream };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    if (!KEY.test(key) || key.includes('..')) throw new Error(`not the key of a blob: ${key}`);
    return join(this.#folder, key);
  }
}

async function withFile<T>(path: string, flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
