import { existsSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';
import { findProgram, runQuietly } from './processes.mjs';
import { step } from './terminal.mjs';

/**
 * @typedef {object} Need
 * @property {string} package of Debian
 * @property {string} purpose what it is for, for the person who reads the list
 * @property {string[]} [programs] one of these on the path is enough
 * @property {string[]} [files] one of these on the disk is enough
 */

/** @type {Need[]} */
export const testNeeds = [
  { package: 'chromium', purpose: 'the browser of the browser tests', programs: ['chromium'] },
  { package: 'ffmpeg', purpose: 'looking at sound and pictures', programs: ['ffmpeg'] },
  {
    package: 'fonts-noto-cjk',
    purpose: 'Chinese in screenshots',
    files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
  },
  {
    package: 'fonts-noto-color-emoji',
    purpose: 'emoji in screenshots',
    files: ['/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'],
  },
  { package: 'iproute2', purpose: 'the simulated networks', programs: ['ip'] },
  { package: 'gcc', purpose: 'the simulated networks', programs: ['gcc'] },
  { package: 'libc6-dev', purpose: 'the simulated networks', files: ['/usr/include/stdio.h'] },
  { package: 'openssl', purpose: 'the DTLS test of the media worker', programs: ['openssl'] },
];

/**
 * Those of the needs that this machine does not meet.
 * @param {Need[]} needs
 * @param {{ hasProgram: (name: string) => boolean, hasFile: (file: string) => boolean }} [machine]
 */
export function unmet(
  needs,
  machine = { hasProgram: (name) => findProgram(name) !== undefined, hasFile: existsSync },
) {
  return needs.filter(
    (need) => !(need.programs ?? []).some(machine.hasProgram) && !(need.files ?? []).some(machine.hasFile),
  );
}

/** Whether packages may be installed here without asking: on Debian and its kin, by root. */
export function canInstall() {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/**
 * Installs Debian packages.
 * @param {string[]} packages
 */
export async function installPackages(packages) {
  await step(`Debian packages: ${packages.join(', ')}`, async (progress) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
    progress('reading the package lists');
    // A list that one of several sources cannot give is told at the installation, if it matters at all.
    await runQuietly('apt-get', ['-qq', 'update'], { env });
    progress('installing');
    const args = ['-qq', '-y', '--no-install-recommends', 'install', ...packages];
    const { code, output } = await runQuietly('apt-get', args, { env });
    if (code !== 0) {
      throw new SetupFailure(
        `apt-get could not install ${packages.join(', ')}:\n${output}`,
        'Install them yourself and run the command again.',
      );
    }
  });
}
