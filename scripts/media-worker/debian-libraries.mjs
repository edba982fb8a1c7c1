import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from '../setup/failure.mjs';
import { debianMirrors, sourceList } from './apt-sources.mjs';
import { must } from './must.mjs';

/** What the worker is linked with; Debian's own builds, checked by apt against Debian's keys. */
const packages = [
  'libuv1-dev',
  'libabsl-dev',
  'libssl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'libflatbuffers2',
];

/** Debian builds libsrtp with NSS, four times slower at AES than OpenSSL: its source is taken and built here. */
const libsrtp = {
  path: 'pool/main/libs/libsrtp2/libsrtp2_2.5.0.orig.tar.gz',
  sha256: '8a43ef8e9ae2b665292591af62aa1a4ae41e468b6d98d8258f91478735da4e09',
  headers: [
    'include/srtp.h',
    'crypto/include/auth.h',
    'crypto/include/cipher.h',
    'crypto/include/crypto_types.h',
  ],
  sources: [
    'srtp/srtp.c',
    ...['cipher', 'null_cipher', 'aes_icm_ossl', 'aes_gcm_ossl', 'cipher_test_cases'].map(
      (f) => `crypto/cipher/${f}.c`,
    ),
    ...['auth', 'auth_test_cases', 'null_auth', 'hmac_ossl'].map((f) => `crypto/hash/${f}.c`),
    ...['alloc', 'crypto_kernel', 'err', 'key'].map((f) => `crypto/kernel/${f}.c`),
    'crypto/math/datatypes.c',
    'crypto/replay/rdb.c',
    'crypto/replay/rdbx.c',
  ],
};

const shim = fileURLToPath(new URL('shim', import.meta.url));

/**
 * @typedef {object} Libraries
 * @property {string[]} includes folders with headers
 * @property {string} folder with the libraries themselves
 * @property {string} flatc the compiler of the worker's message definitions
 * @property {string[]} archives static libraries, in the order in which they are to be linked
 */

/**
 * Unpacks Debian bookworm's libraries into a folder of ours and builds libsrtp beside them. Nothing is installed.
 * @param {string} work an empty folder
 * @param {(text: string) => void} progress
 * @returns {Promise<Libraries>}
 */
export async function debianLibraries(work, progress) {
  const mirrors = await findMirrors();
  const prefix = path.join(work, 'prefix');

  progress('reading the package lists of Debian');
  const apt = await privateApt(path.join(work, 'apt'), mirrors);
  await must('apt-get', [...apt, 'update'], 'The package lists of Debian could not be read');

  progress(`fetching ${packages.length} packages of Debian`);
  const downloads = path.join(work, 'apt/debs');
  await must(
    'apt-get',
    [...apt, 'download', ...packages],
    'Packages of Debian could not be fetched',
    downloads,
  );
  await mkdir(prefix, { recursive: true });
  for (const file of await readdir(downloads)) {
    await must('dpkg-deb', ['-x', path.join(downloads, file), prefix], `${file} could not be unpacked`);
  }

  const multiarch = (await must('gcc', ['-print-multiarch'], 'gcc does not run')).trim();
  const folder = path.join(prefix, 'usr/lib', multiarch);
  const includes = [path.join(prefix, 'usr/include'), path.join(prefix, 'usr/include', multiarch)];

  progress('building libsrtp');
  const srtp = await buildLibsrtp(work, mirrors.main, includes, path.join(prefix, 'usr/include/srtp2'));
  const abseil = (await readdir(folder)).filter((file) => /^libabsl_.*\.a$/.test(file)).sort();
  return {
    includes,
    folder,
    flatc: path.join(prefix, 'usr/bin/flatc'),
    archives: [
      path.join(folder, 'libuv_a.a'),
      srtp,
      path.join(folder, 'libssl.a'),
      path.join(folder, 'libcrypto.a'),
      // Abseil's libraries need one another in circles.
      '-Wl,--start-group',
      ...abseil.map((file) => path.join(folder, file)),
      '-Wl,--end-group',
    ],
  };
}

/** @returns {Promise<{ main: string, security?: string }>} the mirrors this machine's own apt uses */
async function findMirrors() {
  const lists = ['/etc/apt/sources.list'];
  const more = '/etc/apt/sources.list.d';
  if (existsSync(more)) {
    for (const file of await readdir(more))
      if (/\.(list|sources)$/.test(file)) lists.push(path.join(more, file));
  }
  const texts = await Promise.all(lists.map((file) => readFile(file, 'utf8').catch(() => '')));
  const found = debianMirrors(texts.join('\n'));
  const main = process.env.DEBIAN_MIRROR ?? found.main;
  const security = process.env.DEBIAN_SECURITY_MIRROR ?? found.security;
  if (main === undefined) {
    throw new SetupFailure(
      "No Debian mirror is named in this machine's apt sources.",
      'Name one in the environment, for example DEBIAN_MIRROR=http://deb.debian.org/debian',
    );
  }
  return { main, ...(security ? { security } : {}) };
}

/**
 * Options that keep apt-get away from the machine's own package state.
 * @param {string} folder
 * @param {{ main: string, security?: string }} mirrors
 */
async function privateApt(folder, mirrors) {
  for (const part of ['lists/partial', 'cache/archives/partial', 'debs']) {
    await mkdir(path.join(folder, part), { recursive: true });
  }
  const keyring = process.env.DEBIAN_KEYRING ?? '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(path.join(folder, 'sources.list'), sourceList(mirrors, keyring));
  const settings = {
    'Dir::Etc::sourcelist': path.join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State::Lists': path.join(folder, 'lists'),
    'Dir::Cache': path.join(folder, 'cache'),
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Acquire::http::Timeout': '20',
    // The folder belongs to whoever builds: apt's own user may not read it.
    'APT::Sandbox::User': 'root',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/**
 * @param {string} work
 * @param {string} mirror
 * @param {string[]} includes
 * @param {string} headers folder that gets libsrtp's public headers
 * @returns {Promise<string>} the static library
 */
async function buildLibsrtp(work, mirror, includes, headers) {
  const archive = path.join(work, 'libsrtp.tar.gz');
  const source = path.join(work, 'libsrtp');
  const download = [
    '-qq',
    '-o',
    'APT::Sandbox::User=root',
    'download-file',
    `${mirror}/${libsrtp.path}`,
    archive,
  ];
  const what = "Debian's source of libsrtp could not be fetched";
  await must('/usr/lib/apt/apt-helper', [...download, `SHA256:${libsrtp.sha256}`], what);
  await mkdir(source, { recursive: true });
  await must('tar', ['xzf', archive, '-C', source, '--strip-components=1'], 'libsrtp could not be unpacked');
  await mkdir(headers, { recursive: true });
  for (const file of libsrtp.headers)
    await cp(path.join(source, file), path.join(headers, path.basename(file)));
  await cp(path.join(shim, 'libsrtp-config.h'), path.join(source, 'config.h'));

  const search = ['.', 'include', 'crypto/include', ...includes].map((folder) => `-I${folder}`);
  const compile = ['-O2', '-fPIC', '-w', '-DHAVE_CONFIG_H', ...search, '-c', ...libsrtp.sources];
  await must('gcc', compile, 'libsrtp could not be compiled', source);
  const objects = libsrtp.sources.map((file) => `${path.basename(file, '.c')}.o`);
  const library = path.join(work, 'libsrtp2_openssl.a');
  await must('ar', ['rcs', library, ...objects], 'libsrtp could not be put together', source);
  return library;
}
