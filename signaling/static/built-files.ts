import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file as it is sent, in one encoding. */
export interface SentFile {
  readonly body: Buffer;
  readonly encoding: Encoding | undefined;
  /** Strong, of this file in this encoding. */
  readonly etag: string;
}
export type Encoding = 'br' | 'gzip';

/** What the build has put beside a file that becomes smaller. */
const ENDINGS: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

/** Reads files of one folder, compressed where the build has done that; each is read once and kept. */
export class BuiltFiles {
  readonly #root: string;
  readonly #kept = new Map<string, Promise<SentFile>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @param name path below the folder; `undefined` when no such file is there. */
  async read(name: string, accepted: Encoding | undefined): Promise<SentFile | undefined> {
    const file = path.resolve(this.#root, name);
    if (!file.startsWith(this.#root + path.sep)) return undefined;
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const version = `${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}`;
    const key = `${file} ${version} ${accepted ?? ''}`;
    const sent = this.#kept.get(key) ?? read(file, accepted, version);
    this.#kept.set(key, sent);
    return sent;
  }
}

async function read(file: string, accepted: Encoding | undefined, version: string): Promise<SentFile> {
  if (accepted !== undefined) {
    const body = await readFile(file + ENDINGS[accepted]).catch(() => undefined);
    if (body) return { body, encoding: accepted, etag: `"${version}-${accepted}"` };
  }
  return { body: await readFile(file), encoding: undefined, etag: `"${version}"` };
}
