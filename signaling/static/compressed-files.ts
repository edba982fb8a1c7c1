import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A file as it is sent, in one encoding. */
export interface SentFile {
  readonly body: Buffer;
  readonly encoding: Encoding | undefined;
  /** Strong, of this file in this encoding. */
  readonly etag: string;
}
export type Encoding = 'br' | 'gzip';

const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.map', '.txt', '.webmanifest']);

const compress = {
  // Quality 9: nearly as small as 11, in a tenth of the time.
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (body: Buffer) => promisify(gzip)(body, { level: 9 }),
};

/** Reads files of one folder, compressed where that helps; each is compressed once and kept. */
export class CompressedFiles {
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
    const encoding = COMPRESSIBLE.has(path.extname(file)) ? accepted : undefined;
    const version = `${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}`;
    const key = `${file} ${version} ${encoding ?? ''}`;
    const sent = this.#kept.get(key) ?? read(file, encoding, version);
    this.#kept.set(key, sent);
    return sent;
  }
}

async function read(file: string, encoding: Encoding | undefined, version: string): Promise<SentFile> {
  const plain = await readFile(file);
  return {
    body: encoding ? await compress[encoding](plain) : plain,
    encoding,
    etag: `"${version}${encoding ? `-${encoding}` : ''}"`,
  };
}
