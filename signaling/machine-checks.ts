import { mkdtemp, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Config, ConfigError } from './config.ts';
import { makeFolder } from './db/make-folder.ts';

/** Codes of the system by which a path cannot be a folder of ours. */
const NO_FOLDER: readonly unknown[] = [
  'EACCES',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
  'EROFS',
];
/** Codes of the system by which there is no room left. */
const NO_ROOM: readonly unknown[] = ['EDQUOT', 'ENOSPC'];
/** Codes of the system by which an address is none of this machine. */
const NO_ADDRESS: readonly unknown[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EAI_AGAIN', 'EINVAL', 'ENOTFOUND'];

/** Tries what a start needs of the machine, before anything else is made; rejects with a ConfigError. */
export async function checkMachine(config: Config): Promise<void> {
  await tryToListen(config).catch((error: unknown) => {
    throw asListenError(error, config);
  });
  await tryToWrite(config.dataDir).catch((error: unknown) => {
    const { dataDir } = config;
    if (NO_ROOM.includes(codeOf(error)))
      throw new ConfigError(`there is no room left on the disk of DATA_DIR, "${dataDir}".`);
    if (!NO_FOLDER.includes(codeOf(error))) throw error;
    throw new ConfigError(`DATA_DIR must be a folder that this user may write to, and is "${dataDir}".`);
  });
}

/** Why the service cannot listen, as a ConfigError where a setting is the reason. */
export function asListenError(error: unknown, { host, port }: Config): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new ConfigError(`port ${port} is taken by another program. Choose another with PORT=${port + 1}.`);
  }
  if (code === 'EACCES') {
    return new ConfigError(`this user may not use port ${port}. Choose one above 1023 with PORT.`);
  }
  if (!NO_ADDRESS.includes(code)) return error;
  return new ConfigError(`HOST must be an address or a name of this machine, and is "${host}".`);
}

function tryToListen({ host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    // Whoever comes in this moment comes again.
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

/** Rights alone do not tell: on a file system that takes nothing an administrator has them all. */
async function tryToWrite(folder: string): Promise<void> {
  await makeFolder(folder);
  await rmdir(await mkdtemp(path.join(folder, 'try-')));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
