import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { compileWorker } from './compile-worker.mjs';
import { debianLibraries } from './debian-libraries.mjs';

/**
 * Builds mediasoup's worker against Debian bookworm's libraries and puts it in its place in one move.
 * Takes one to two minutes on two cores and about 500 MB of disk while it runs.
 * @param {string} packageFolder node_modules/mediasoup
 * @param {string} target the binary to be made; its folder exists
 * @param {(text: string) => void} progress
 */
export async function buildWorker(packageFolder, target, progress) {
  const work = await mkdtemp(`${target}.build-`);
  try {
    const libraries = await debianLibraries(work, progress);
    const binary = await compileWorker(packageFolder, work, libraries, progress);
    await chmod(binary, 0o755);
    await rename(binary, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
