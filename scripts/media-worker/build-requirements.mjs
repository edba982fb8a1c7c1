/**
 * @typedef {object} Machine
 * @property {string} platform as `process.platform`
 * @property {string} osRelease text of /etc/os-release, empty where there is none
 * @property {(program: string) => boolean} has whether a program is on the path
 */

const bookworm = 'Debian 12 (bookworm)';

/** Programs the build calls, with the Debian package that has them. */
const programs = {
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  tar: 'tar',
  gcc: 'gcc',
  'g++': 'g++',
  ar: 'binutils',
};

/**
 * What this machine lacks to build the media worker.
 * @param {Machine} machine
 * @returns {{ system?: string, packages: string[] }} `system`: a sentence, when no package could help
 */
export function missingForBuild(machine) {
  const name = machine.osRelease.match(/^PRETTY_NAME="?([^"\n]*)"?$/m)?.[1];
  const isBookworm =
    machine.platform === 'linux' &&
    /^ID="?debian"?$/m.test(machine.osRelease) &&
    /^VERSION_CODENAME="?bookworm"?$/m.test(machine.osRelease);
  if (!isBookworm) {
    return { system: `It can be built on ${bookworm}; this is ${name ?? machine.platform}.`, packages: [] };
  }
  const packages = Object.entries(programs)
    .filter(([program]) => !machine.has(program))
    .map(([, name]) => name);
  return { packages: [...new Set(packages)] };
}
