import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { isNewEnough, nodePackage, oldestNode } from './node-version.mjs';
import { npmComplaint, npmProgram } from './npm.mjs';
import { cacheFolder, platformName } from './places.mjs';
import { runQuietly } from './processes.mjs';
import { step } from './terminal.mjs';

/**
 * The Node that runs the program: this one where it is new enough, else one taken from npm into the cache.
 * @returns {Promise<string>} path of the binary
 */
export async function ensureNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;

  const platform = platformName();
  const wanted = nodePackage(platform);
  if (wanted === undefined) {
    throw new SetupFailure(
      `This is Node ${process.versions.node}, Kanhuo needs ${oldestNode} or newer, and npm has none for ${platform}.`,
      'Install a current Node (https://nodejs.org/) and run the command again.',
    );
  }
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const folder = path.join(cacheFolder(), `node-v${wanted.version}-${platform}`);
  const binary = path.join(folder, 'bin', file);
  if (existsSync(binary)) return binary;

  await step(
    `Node ${wanted.version} (this one is ${process.versions.node}) from npm into the cache`,
    (progress) =>
      withLock(
        folder,
        async () => {
          if (!existsSync(binary)) await fetchNode(`${wanted.name}@${wanted.version}`, folder, file);
        },
        () => progress('waiting for another process that fetches it'),
      ),
  );
  return binary;
}

/**
 * Takes the binary out of its npm package; npm checks the package against the registry's checksum.
 * @param {string} spec name@version
 * @param {string} folder where it is to stand; appears whole or not at all
 * @param {string} file name of the binary
 */
async function fetchNode(spec, folder, file) {
  const fresh = await mkdtemp(`${folder}.fresh-`);
  try {
    await writeFile(path.join(fresh, 'package.json'), '{"private":true}');
    const args = ['install', '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
    const npm = [npmProgram(), '--prefix', fresh, ...args, '--loglevel=error', spec];
    const { code, output } = await runQuietly(process.execPath, npm, { cwd: fresh, keptLines: 1000 });
    if (code !== 0) {
      throw new SetupFailure(
        `npm could not fetch ${spec}:\n${npmComplaint(output)}`,
        `Check that the npm registry can be reached, or install Node ${oldestNode} or newer yourself.`,
      );
    }
    // Only the binary and its licence are wanted: the headers beside them are half as big again.
    const source = path.join(fresh, 'node_modules', spec.slice(0, spec.lastIndexOf('@')));
    await mkdir(path.join(fresh, 'bin'));
    await rename(path.join(source, 'bin', file), path.join(fresh, 'bin', file));
    await copyFile(path.join(source, 'LICENSE'), path.join(fresh, 'LICENSE')).catch(() => {});
    await rm(path.join(fresh, 'node_modules'), { recursive: true, force: true });

    const check = await runQuietly(path.join(fresh, 'bin', file), ['--version']);
    if (check.code !== 0) {
      throw new SetupFailure(
        `The Node fetched from npm does not run on this machine:\n${check.output}`,
        `Install Node ${oldestNode} or newer yourself (https://nodejs.org/).`,
      );
    }
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * The environment for everything that is started: the chosen Node comes first on the path.
 * @param {string} node path of its binary
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function withNodeOnPath(node, env = process.env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [key]: [path.dirname(node), env[key]].filter(Boolean).join(path.delimiter) };
}
