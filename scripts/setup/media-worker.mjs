import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { missingForBuild } from '../media-worker/build-requirements.mjs';
import { buildWorker } from '../media-worker/build-worker.mjs';
import { fetchWorker, runsHere } from '../media-worker/fetch-worker.mjs';
import { canInstall, installPackages } from './debian-packages.mjs';
import { SetupFailure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, platformName, projectFolder } from './places.mjs';
import { findProgram } from './processes.mjs';
import { step } from './terminal.mjs';

const packageFolder = path.join(projectFolder, 'node_modules/mediasoup');

/**
 * The media worker: the one named in MEDIASOUP_WORKER_BIN, else the cached one, else mediasoup's prebuilt one,
 * else one built here.
 * @returns {Promise<string>} path of the binary
 */
export async function ensureMediaWorker() {
  const named = process.env.MEDIASOUP_WORKER_BIN;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupFailure(
      `MEDIASOUP_WORKER_BIN names ${named}, which does not exist.`,
      'Correct it, or unset it to have the worker obtained by set-up.',
    );
  }
  const version = mediasoupVersion();
  const binary = path.join(
    cacheFolder(),
    `mediasoup-worker-${version}-${platformName()}-${recipe()}`,
    process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker',
  );
  if (existsSync(binary)) return binary;

  const folder = path.dirname(binary);
  await withLock(
    folder,
    async () => {
      if (existsSync(binary)) return;
      await removeLeftovers(folder);
      await obtain(version, binary);
    },
    () => process.stderr.write('  Media worker: waiting for another process that obtains it …\n'),
  );
  return binary;
}

/**
 * @param {string} version of mediasoup
 * @param {string} binary
 */
async function obtain(version, binary) {
  await mkdir(path.dirname(binary), { recursive: true });
  /** @type {string | undefined} */
  let noPrebuilt;
  await step(`Media worker: mediasoup ${version}, prebuilt`, async (progress) => {
    noPrebuilt = await fetchWorker(version, binary, { progress });
    return noPrebuilt === undefined ? 'done' : `not to be had here (${noPrebuilt})`;
  });
  if (noPrebuilt === undefined) return;

  await meetRequirements(noPrebuilt);
  await step(`Media worker: building mediasoup ${version} from source`, async (progress) => {
    await buildWorker(packageFolder, binary, progress);
  });
  if (!(await runsHere(binary))) {
    await rm(binary, { force: true });
    throw new SetupFailure('The media worker was built, but does not run on this machine.', otherWays);
  }
}

const otherWays =
  'Other ways: run the command where the prebuilt worker can be downloaded (github.com), or copy a\n' +
  'mediasoup-worker of the same version from another machine and name it in MEDIASOUP_WORKER_BIN.';

/** @param {string} noPrebuilt why the prebuilt worker is not to be had */
async function meetRequirements(noPrebuilt) {
  const { system, packages } = missingForBuild({
    platform: process.platform,
    osRelease: existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
    has: (program) => findProgram(program) !== undefined,
  });
  if (system === undefined && packages.length === 0) return;
  if (system === undefined && canInstall()) return installPackages(packages);

  const first = `The media worker is missing: the prebuilt one is not to be had here (${noPrebuilt}).`;
  if (system !== undefined) throw new SetupFailure(`${first}\n${system}`, otherWays);
  throw new SetupFailure(
    `${first}\nIt can be built here once these Debian packages are installed: ${packages.join(', ')}.`,
    `Run this, then the command again:\n\n  sudo apt-get install -y ${packages.join(' ')}\n\n${otherWays}`,
  );
}

/** A build that was killed leaves its folders behind; whoever holds the lock may clear them away. */
async function removeLeftovers(/** @type {string} */ folder) {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) await rm(path.join(folder, file), { recursive: true, force: true });
}

function mediasoupVersion() {
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'))
  );
  return version;
}

/** Changes with the way the worker is built: a mended recipe must not find the old binary in the cache. */
function recipe() {
  const folder = path.join(projectFolder, 'scripts/media-worker');
  // What is in TypeScript there tests the worker.
  const files = readdirSync(folder).filter((file) => !file.endsWith('.ts'));
  return fingerprint(folder, files.toSorted()).slice(0, 8);
}
