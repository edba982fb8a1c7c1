import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.map', '.txt', '.webmanifest']);

/** Puts a `.br` and a `.gz` beside every file of a folder that becomes smaller by it. */
export async function compressBuilt(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.has(path.extname(entry.name)));
  await Promise.all(files.map((entry) => compress(path.join(entry.parentPath, entry.name))));
}

async function compress(file: string): Promise<void> {
  const plain = await readFile(file);
  const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(plain, { params: hint }),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  for (const [ending, body] of [
    ['.br', br],
    ['.gz', gz],
  ] as const) {
    if (body.length < plain.length) await writeFile(file + ending, body);
    else await rm(file + ending, { force: true });
  }
}
