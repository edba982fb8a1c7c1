import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { checkMachine } from './machine-checks.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-machine-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const check = (variables: Record<string, string>) =>
  checkMachine(loadConfig({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ...variables }, []));

it('[SETUP-26] makes the data folder with those above it, and leaves nothing in it', async () => {
  const dataDir = path.join(folder, 'srv', 'kanhuo');
  await check({ DATA_DIR: dataDir });
  await check({ DATA_DIR: dataDir });
  expect(await readdir(dataDir)).toEqual([]);
});

// 192.0.2.1 is for documentation (RFC 5737): no machine has it.
it.each(['not_a_host', '192.0.2.1', 'fe80::1'])('[SETUP-26] refuses HOST=%s by name', async (host) => {
  await expect(check({ HOST: host })).rejects.toMatchObject({
    name: 'ConfigError',
    message: `HOST must be an address or a name of this machine, and is "${host}".`,
  });
});

// In /proc a new folder is answered with "no such folder", whoever asks.
it.each([import.meta.filename, path.join(import.meta.filename, 'data'), '/proc/nope', '/proc'])(
  '[SETUP-26] refuses DATA_DIR=%s by name',
  { skip: process.platform !== 'linux' },
  async (dataDir) => {
    await expect(check({ DATA_DIR: dataDir })).rejects.toMatchObject({
      name: 'ConfigError',
      message: `DATA_DIR must be a folder that this user may write to, and is "${dataDir}".`,
    });
  },
);
