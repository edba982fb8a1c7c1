import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const source = join(import.meta.dirname, 'links.c');
const cache = join(import.meta.dirname, '../../../.cache/bench');

/** Compiles links.c once per version of it and returns the path of the program; needs a C compiler called `cc`. */
export async function linksProgram(): Promise<string> {
  const version = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 12);
  const program = join(cache, `links-${version}`);
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  try {
    await promisify(execFile)('cc', ['-O2', '-Wall', '-Wextra', '-o', unfinished, source]);
  } catch (error) {
    throw new Error('The bench needs a C compiler (Debian: apt-get install gcc libc6-dev)', { cause: error });
  }
  await rename(unfinished, program);
  return program;
}
