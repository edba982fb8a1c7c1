import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

const HEARTBEAT_MS = 2_000;
const STALE_MS = 30_000;
const RETRY_MS = 200;

/**
 * Does the work while holding a lock that other processes respect, on this machine or beside us in another
 * container on the same disk. A holder that died is noticed and its lock taken over.
 * @template T
 * @param {string} target what is being made; the lock stands beside it
 * @param {() => Promise<T>} work
 * @param {(holder: string) => void} [onWait] told once when somebody else is at it
 * @returns {Promise<T>}
 */
export async function withLock(target, work, onWait = () => {}) {
  const lock = `${target}.lock`;
  await mkdir(path.dirname(lock), { recursive: true });
  let waiting = false;
  while (!(await take(lock))) {
    if (!waiting) onWait(await holder(lock));
    waiting = true;
    await breakIfStale(lock);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
async function take(lock) {
  try {
    // A folder, because making one either succeeds or tells that it is there: on every file system.
    await mkdir(lock);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(path.join(lock, 'holder'), `${process.pid}@${hostname()}`);
  return true;
}

/** @param {string} lock */
function holder(lock) {
  return readFile(path.join(lock, 'holder'), 'utf8').catch(() => '');
}

/** @param {string} lock */
async function breakIfStale(lock) {
  const age = await stat(lock).then(
    (found) => Date.now() - found.mtimeMs,
    () => 0,
  );
  if (age < STALE_MS && !diedHere(await holder(lock))) return;
  // Renamed first: of two that find it stale only one succeeds in that.
  const aside = `${lock}.${process.pid}.${Date.now()}`;
  await rename(lock, aside).catch(() => {});
  await rm(aside, { recursive: true, force: true });
}

/** @param {string} text `pid@host` */
function diedHere(text) {
  const [pid, host] = text.split('@');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
