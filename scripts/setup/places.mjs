import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, absolute. */
export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * The folder where downloads and builds are kept between projects and clones.
 * @param {Record<string, string | undefined>} env
 * @returns {string} absolute; need not exist yet
 */
export function cacheFolder(env = process.env) {
  // The XDG rule: a value that is not absolute is to be ignored.
  const base = env.XDG_CACHE_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), 'kanhuo');
}

/**
 * The name under which npm and mediasoup know a platform: `linux-x64`, `darwin-arm64`, `win-x64` …
 * @param {string} platform as `process.platform`
 * @param {string} arch as `process.arch`
 */
export function platformName(platform = process.platform, arch = process.arch) {
  return `${platform === 'win32' ? 'win' : platform}-${arch}`;
}
