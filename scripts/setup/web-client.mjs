import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { withNodeOnPath } from './node-runtime.mjs';
import { projectFolder } from './places.mjs';
import { runQuietly } from './processes.mjs';
import { step } from './terminal.mjs';

/** What the built pages depend on. */
const sources = [
  'web-client',
  'signaling/protocol',
  'scripts/build',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];

const stamp = path.join(projectFolder, '.cache/web-client');

/**
 * Builds the pages where their sources have changed since they were built.
 * @param {string} node path of the Node that runs the build
 */
export async function ensureWebClient(node) {
  if (isBuilt()) return;
  await step('Web client', (progress) =>
    withLock(
      path.join(projectFolder, '.cache/web-client-build'),
      async () => {
        if (!isBuilt()) await buildWebClient(node, progress);
      },
      () => progress('waiting for another process that builds it'),
    ),
  );
}

function isBuilt() {
  if (!existsSync(stamp) || !existsSync(path.join(projectFolder, 'dist/web/widget.js'))) return false;
  return readFileSync(stamp, 'utf8') === fingerprint(projectFolder, sources);
}

/**
 * @param {string} node
 * @param {(text: string) => void} progress
 */
async function buildWebClient(node, progress) {
  // Taken before: a file saved while the build runs must lead to another build.
  const built = fingerprint(projectFolder, sources);
  progress('building');
  const vite = path.join(projectFolder, 'node_modules/vite/bin/vite.js');
  const { code, output } = await runQuietly(node, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: projectFolder,
    env: { ...withNodeOnPath(node), NODE_ENV: 'production', NO_COLOR: '1' },
  });
  if (code !== 0) throw new SetupFailure(`The web client could not be built:\n${output}`);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, built);
}
