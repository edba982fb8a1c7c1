import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import path from 'node:path';
import { runQuietly } from '../setup/processes.mjs';

/** An unreachable host must not hold anybody up: there is another way to get the worker. */
const ANSWER_MS = 6_000;
const STALL_MS = 10_000;

/** The worker ends with this code when it is started by hand: the sign that it runs on this machine at all. */
const STARTED_BY_HAND = 41;

/**
 * The name of mediasoup's prebuilt archive for a machine, as its own install step spells it.
 * @param {string} version of mediasoup
 * @param {{ platform: string, arch: string, release: string }} machine
 */
export function prebuiltName(version, machine = { platform: platform(), arch: arch(), release: release() }) {
  const kernel = machine.platform === 'linux' ? `-kernel${machine.release.split('.')[0]}` : '';
  return `mediasoup-worker-${version}-${machine.platform}-${machine.arch}${kernel}.tgz`;
}

/** The same variable that mediasoup's own step knows, for those who keep a mirror. */
const officialHosts = {
  downloads:
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ??
    'https://github.com/versatica/mediasoup/releases/download',
  releases: 'https://api.github.com/repos/versatica/mediasoup/releases/tags',
};

/**
 * @typedef {object} FetchOptions
 * @property {(text: string) => void} [progress]
 * @property {{ downloads: string, releases: string }} [hosts]
 * @property {number} [answerMs] how long a host may take to answer
 * @property {number} [stallMs] how long a download may stand still
 */

/**
 * Downloads the prebuilt worker that mediasoup's own install step would download, compares it with the checksum
 * of the official release, and tries whether it runs here.
 * @param {string} version of mediasoup
 * @param {string} target the binary to be made; its folder exists
 * @param {FetchOptions} [options]
 * @returns {Promise<string | undefined>} why there is no prebuilt worker, or undefined when it is in its place
 */
export async function fetchWorker(version, target, options = {}) {
  const { progress = () => {}, hosts = officialHosts, answerMs = ANSWER_MS, stallMs = STALL_MS } = options;
  const name = prebuiltName(version);
  const address = `${hosts.downloads}/${version}/${name}`;
  const work = await mkdtemp(`${target}.fetch-`);
  try {
    progress('asking for the prebuilt worker');
    const archive = await download(address, { progress, answerMs, stallMs });
    progress('comparing the checksum');
    const sum = await officialChecksum(`${hosts.releases}/${version}`, name, answerMs);
    if (sum !== undefined && sum !== createHash('sha256').update(archive).digest('hex')) {
      return `what ${address} gave is not what the official release lists`;
    }
    await writeFile(path.join(work, name), archive);
    await mkdir(path.join(work, 'out'));
    const unpacked = await runQuietly('tar', ['xzf', name, '-C', 'out'], { cwd: work });
    const binary = (await readdir(path.join(work, 'out'))).find((file) =>
      file.startsWith('mediasoup-worker'),
    );
    if (unpacked.code !== 0 || binary === undefined)
      return `the archive could not be unpacked: ${unpacked.output}`;
    const found = path.join(work, 'out', binary);
    await chmod(found, 0o755);
    if (!(await runsHere(found))) return 'the prebuilt worker does not run on this machine';
    await rename(found, target);
    return undefined;
  } catch (error) {
    return reason(error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Whether a worker binary can be executed on this machine.
 * @param {string} binary
 */
export async function runsHere(binary) {
  // Without the variables mediasoup sets, it says so and ends.
  const { code } = await runQuietly(binary, [], { env: {}, timeoutMs: 10_000 });
  return code === STARTED_BY_HAND;
}

/**
 * @param {string} address
 * @param {Required<Pick<FetchOptions, 'progress' | 'answerMs' | 'stallMs'>>} options
 */
async function download(address, { progress, answerMs, stallMs }) {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(new Error('no answer')), answerMs);
  try {
    const response = await fetch(address, { signal: stop.signal });
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    const whole = Number(response.headers.get('content-length'));
    const parts = [];
    let bytes = 0;
    const stalled = () => stop.abort(new Error('the download stalled'));
    clearTimeout(timer);
    timer = setTimeout(stalled, stallMs);
    for await (const part of /** @type {AsyncIterable<Uint8Array>} */ (response.body)) {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      parts.push(part);
      bytes += part.length;
      progress(`downloading${whole > 0 ? `, ${Math.round((bytes / whole) * 100)} %` : ''}`);
    }
    return Buffer.concat(parts);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The SHA-256 that the official release lists for a file; undefined where it lists the file without one.
 * Rejects where the list is not to be had or does not name the file: nobody can say then what was downloaded.
 * @param {string} address of the list
 * @param {string} name
 * @param {number} answerMs
 * @returns {Promise<string | undefined>} hexadecimal
 */
async function officialChecksum(address, name, answerMs) {
  const listed = await releaseList(address, answerMs).catch((/** @type {unknown} */ error) => {
    throw new Error(`its checksum could not be asked for: ${reason(error)}`);
  });
  const asset = listed?.assets?.find((one) => one.name === name);
  if (!asset) throw new Error('the official release does not list it');
  if (!asset.digest) return undefined;
  if (!asset.digest.startsWith(SHA256))
    throw new Error(`its checksum is of a kind not known: ${asset.digest}`);
  return asset.digest.slice(SHA256.length);
}

const SHA256 = 'sha256:';

/**
 * @param {string} address
 * @param {number} answerMs
 */
async function releaseList(address, answerMs) {
  const response = await fetch(address, { signal: AbortSignal.timeout(answerMs) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const list = await response.json();
  return /** @type {{ assets?: { name: string, digest?: string | null }[] } | null} */ (list);
}

/** @param {unknown} error */
function reason(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
