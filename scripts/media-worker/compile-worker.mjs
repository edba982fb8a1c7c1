import { availableParallelism, endianness } from 'node:os';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from '../setup/failure.mjs';
import { must } from './must.mjs';

const shim = fileURLToPath(new URL('shim', import.meta.url));

/**
 * Compiles mediasoup's worker from the source inside its npm package.
 * @param {string} packageFolder node_modules/mediasoup
 * @param {string} work a folder of ours
 * @param {import('./debian-libraries.mjs').Libraries} libraries
 * @param {(text: string) => void} progress
 * @returns {Promise<string>} the binary
 */
export async function compileWorker(packageFolder, work, libraries, progress) {
  const source = path.join(work, 'worker');
  const build = path.join(work, 'build');
  await cp(path.join(packageFolder, 'worker'), source, { recursive: true });
  await mendKernelTls(path.join(source, 'src/RTC/DtlsTransport.cpp'));

  progress('preparing headers');
  await generateMessages(source, build, libraries);
  const flags = await compilerFlags(source, build, libraries);
  const prefix = path.join(build, 'worker-prefix.h');
  await cp(path.join(shim, 'worker-prefix.h'), prefix);
  await must(
    'g++',
    [...flags, '-x', 'c++-header', '-o', `${prefix}.gch`, prefix],
    'The headers did not compile',
  );

  const files = await sourceFiles(source);
  const objects = files.map((file) => path.join(build, `${file}.o`));
  let done = 0;
  await inParallel(files, async (file, index) => {
    const object = objects[index] ?? '';
    await mkdir(path.dirname(object), { recursive: true });
    const args = [...flags, '-include', prefix, '-c', '-o', object, path.join(source, file)];
    await must('g++', args, `${file} did not compile`);
    done += 1;
    progress(`compiling, ${done} of ${files.length} files`);
  });

  progress('linking');
  const binary = path.join(build, 'mediasoup-worker');
  const hardening = ['-s', '-pie', '-Wl,--gc-sections', '-Wl,-z,relro,-z,now'];
  // The C++ library goes in too, so that the binary needs nothing but the C library it was built for.
  const standalone = ['-static-libstdc++', '-static-libgcc'];
  const link = ['-o', binary, ...objects, ...hardening, ...standalone, ...libraries.archives];
  await must('g++', [...link, '-lpthread', '-ldl', '-lrt'], 'The worker could not be linked');
  return binary;
}

/**
 * Debian's OpenSSL is built with kernel TLS and asks the worker's BIO callback whether it sends that way. The
 * callback answers 1 to everything it does not know, OpenSSL then allocates no write buffer, and the worker
 * crashes in the first DTLS handshake. With this change the callback gives back what the BIO itself answered.
 * @param {string} file
 */
async function mendKernelTls(file) {
  const before = '(operationType == BIO_CB_RETURN)';
  const text = await readFile(file, 'utf8');
  const parts = text.split(before);
  if (parts.length !== 2) {
    throw new SetupFailure(
      "The worker's DTLS code has changed: the correction for Debian's OpenSSL no longer fits.",
      'Look at mendKernelTls in scripts/media-worker/compile-worker.mjs before building this version of mediasoup.',
    );
  }
  await writeFile(file, parts.join('(operationType & BIO_CB_RETURN)'));
}

/**
 * @param {string} source
 * @param {string} build
 * @param {import('./debian-libraries.mjs').Libraries} libraries
 */
async function generateMessages(source, build, libraries) {
  const target = path.join(build, 'fbs/FBS');
  await mkdir(target, { recursive: true });
  const definitions = (await readdir(path.join(source, 'fbs'))).filter((file) => file.endsWith('.fbs'));
  const style = ['--cpp', '--cpp-field-case-style', 'lower', '--reflect-names', '--scoped-enums'];
  // flatc needs the library that was unpacked beside it.
  await must(
    'env',
    [
      `LD_LIBRARY_PATH=${libraries.folder}`,
      libraries.flatc,
      ...style,
      '--filename-suffix',
      '',
      '-o',
      target,
      ...definitions.map((file) => path.join(source, 'fbs', file)),
    ],
    "The worker's message definitions did not compile",
  );
}

/**
 * @param {string} source
 * @param {string} build
 * @param {import('./debian-libraries.mjs').Libraries} libraries
 */
async function compilerFlags(source, build, libraries) {
  const meson = await readFile(path.join(source, 'meson.build'), 'utf8');
  const standard = meson.match(/'cpp_std=(c\+\+\w+)'/)?.[1] ?? 'c++20';
  const endian = endianness() === 'LE' ? '-DMS_LITTLE_ENDIAN' : '-DMS_BIG_ENDIAN';
  const webrtc = path.join(source, 'deps/libwebrtc');
  const own = [
    shim,
    path.join(source, 'include'),
    path.join(build, 'fbs'),
    webrtc,
    path.join(webrtc, 'libwebrtc'),
  ];
  return [
    `-std=${standard}`,
    '-O2',
    '-w',
    '-DNDEBUG',
    '-DMS_EXECUTABLE',
    '-DFLATBUFFERS_LOCALE_INDEPENDENT=1',
    endian,
    ...own.map((folder) => `-I${folder}`),
    ...libraries.includes.flatMap((folder) => ['-isystem', folder]),
  ];
}

/**
 * Every source file of the worker, relative to its folder: upstream's build lists all of these by hand.
 * @param {string} source
 */
async function sourceFiles(source) {
  const list = async (/** @type {string} */ folder, /** @type {string} */ ending) =>
    (await readdir(path.join(source, folder), { recursive: true }))
      .filter((file) => file.endsWith(ending))
      .map((file) => path.join(folder, file));
  const files = [...(await list('src', '.cpp')), ...(await list('deps/libwebrtc/libwebrtc', '.cc'))];
  // io_uring is an option upstream, and needs a newer liburing than Debian has.
  return files.filter((file) => !file.endsWith('DepLibUring.cpp'));
}

/**
 * @param {string[]} items
 * @param {(item: string, index: number) => Promise<void>} work
 */
async function inParallel(items, work) {
  let next = 0;
  const lane = async () => {
    try {
      for (let index = next++; index < items.length; index = next++) await work(items[index] ?? '', index);
    } finally {
      // After a failure the other lanes finish what they are at, and begin nothing new.
      next = items.length;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}
