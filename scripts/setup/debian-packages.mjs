import { existsSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';
import { findProgram, runQuietly } from './processes.mjs';
import { say, step } from './terminal.mjs';

/**
 * @typedef {object} Need
 * @property {string} package of Debian
 * @property {string} purpose what it is for, for the person who reads the list
 * @property {string[]} [programs] one of these on the path is enough
 * @property {string[]} [files] one of these on the disk is enough
 */

/** @type {Need} */
const chromium = { package: 'chromium', purpose: 'the browser that makes the calls', programs: ['chromium'] };

/** @type {Need} */
const chromiumShell = {
  package: 'chromium-headless-shell',
  purpose: 'the same browser without a window, for tests',
  programs: ['chromium-headless-shell'],
};

/** @type {Need[]} */
const fonts = [
  {
    package: 'fonts-noto-cjk',
    purpose: 'Chinese in pictures of pages',
    files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
  },
  {
    package: 'fonts-noto-color-emoji',
    purpose: 'emoji in pictures of pages',
    files: ['/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'],
  },
];

/** @type {Need[]} */
const simulatedNetworks = [
  { package: 'iproute2', purpose: 'simulated networks', programs: ['ip'] },
  { package: 'gcc', purpose: 'simulated networks', programs: ['gcc'] },
  { package: 'libc6-dev', purpose: 'simulated networks', files: ['/usr/include/stdio.h'] },
];

/** @type {Need} */
const ffmpeg = {
  package: 'ffmpeg',
  purpose: 'making and looking at sound and pictures',
  programs: ['ffmpeg'],
};

/** What `npm run screenshots` calls. */
export const screenshotNeeds = [chromium, ...fonts];

/** What `npm run bench` calls. */
export const benchNeeds = [chromium, ...simulatedNetworks, ffmpeg];

/** What `npm test` calls. */
export const testNeeds = [
  chromium,
  chromiumShell,
  ...fonts,
  ...simulatedNetworks,
  ffmpeg,
  { package: 'redis-server', purpose: 'LiveKit on several nodes', programs: ['redis-server'] },
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

/**
 * Installs what is missing, where that is allowed; otherwise says what is missing and how to get it.
 * @param {Need[]} needs
 * @returns {Promise<Need[]>} what is still missing
 */
export async function obtainPackages(needs) {
  const missing = unmet(needs);
  if (missing.length === 0) return [];
  const names = missing.map((need) => need.package);
  if (canInstall()) {
    await installPackages(names);
    return unmet(needs);
  }
  say('These Debian packages are missing:');
  for (const need of missing) say(`  ${need.package} (${need.purpose})`);
  say(`Install them with: sudo apt-get install -y ${names.join(' ')}`);
  return missing;
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
