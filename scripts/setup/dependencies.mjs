import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { withNodeOnPath } from './node-runtime.mjs';
import { npmComplaint, npmProgram } from './npm.mjs';
import { projectFolder } from './places.mjs';
import { runQuietly } from './processes.mjs';
import { step } from './terminal.mjs';

/**
 * @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, devOptional?: boolean,
 *   peer?: boolean, link?: boolean }> }} Lockfile
 */

/**
 * Runs `npm ci` where the installed packages are not the ones of package-lock.json.
 * @param {string} node path of the Node that npm runs with
 */
export async function ensureDependencies(node) {
  if (upToDate()) return;
  await step('Dependencies', (progress) =>
    withLock(
      path.join(projectFolder, '.cache/npm-ci'),
      async () => {
        if (!upToDate()) await install(node);
      },
      () => progress('waiting for another process that installs them'),
    ),
  );
}

function upToDate() {
  const installed = readLockfile('node_modules/.package-lock.json');
  const wanted = readLockfile('package-lock.json');
  return installed !== undefined && wanted !== undefined && isInstalled(wanted, installed);
}

/**
 * Whether the list npm keeps of what it installed answers the lock file. (It writes that list last, so an
 * install that was broken off has none.)
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
  const have = installed.packages ?? {};
  const need = wanted.packages ?? {};
  for (const [place, entry] of Object.entries(need)) {
    if (place === '' || entry.link === true) continue;
    const found = have[place];
    // What is optional may be meant for another platform.
    if (found === undefined && (entry.optional === true || entry.devOptional === true)) continue;
    if (found === undefined || found.version !== entry.version) return false;
  }
  return Object.keys(have).every((place) => place in need);
}

/** @param {string} file */
function readLockfile(file) {
  const full = path.join(projectFolder, file);
  if (!existsSync(full)) return undefined;
  return /** @type {Lockfile} */ (JSON.parse(readFileSync(full, 'utf8')));
}

/** @param {string} node */
async function install(node) {
  const { code, output } = await runQuietly(node, [npmProgram(), 'ci', '--include=dev', '--loglevel=warn'], {
    cwd: projectFolder,
    keptLines: 1000,
    // Older versions of npm do not know allowScripts: this keeps mediasoup's own install step away from them too.
    env: {
      ...withNodeOnPath(node),
      MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN ?? 'obtained-by-set-up',
    },
  });
  if (code !== 0) {
    throw new SetupFailure(
      `npm ci failed:\n${npmComplaint(output)}`,
      'Check that the npm registry can be reached and that the disk has room, then run the command again.',
    );
  }
}
