import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Lines kept of a quiet command, to be shown when it fails, where the caller does not say. */
const KEPT_LINES = 40;

const endingSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @type {Set<import('node:child_process').ChildProcess>} */
const quietChildren = new Set();

/**
 * Ends what runs quietly when we are told to end: an install or a compiler must not go on unseen.
 * @param {NodeJS.Signals} signal
 */
function endWithChildren(signal) {
  for (const child of quietChildren) child.kill('SIGTERM');
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

/**
 * @typedef {object} QuietOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] sees every line of both outputs as it comes
 * @property {number} [keptLines] how many of its last lines are kept
 * @property {number} [timeoutMs] after which the command is ended
 *
 * @typedef {object} Outcome
 * @property {number} code exit code; 128 + n after a signal, 127 when the program could not be started
 * @property {string} output the last lines of both outputs
 * @property {string} stdout all of standard output
 */

/**
 * Runs a command without showing it, and gives its exit code and output; never throws.
 * @param {string} command
 * @param {string[]} args
 * @param {QuietOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    if (quietChildren.size === 0) for (const signal of endingSignals) process.on(signal, endWithChildren);
    quietChildren.add(child);
    const forget = () => {
      quietChildren.delete(child);
      if (quietChildren.size === 0) for (const signal of endingSignals) process.off(signal, endWithChildren);
    };
    /** @type {string[]} */
    const kept = [];
    let stdout = '';
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        if (stream === child.stdout) stdout += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) keep(line);
      });
      stream.on('end', () => rest !== '' && keep(rest));
    }
    /** @param {string} line */
    function keep(line) {
      kept.push(line);
      if (kept.length > (options.keptLines ?? KEPT_LINES)) kept.shift();
      options.onLine?.(line);
    }
    child.on('error', (error) => {
      forget();
      resolve({ code: 127, output: error.message, stdout });
    });
    child.on('close', (code) => {
      forget();
      resolve({ code: code ?? 128, output: kept.join('\n'), stdout });
    });
  });
}

/**
 * Runs a command in the foreground: it has this terminal, gets our signals, and its exit code is the result.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    const forward = forwardSignals(child);
    child.on('error', (error) => {
      forward.stop();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      forward.stop();
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143));
    });
  });
}

/** How soon the end of a parent is noticed. */
const PARENT_CHECK_MS = 250;

/**
 * Passes our own signals on to a child until stopped, and ends it when the shell that npm started us in is gone.
 * @param {import('node:child_process').ChildProcess} child
 */
export function forwardSignals(child) {
  /** @type {Map<NodeJS.Signals, () => void>} */
  const listeners = new Map();
  for (const signal of endingSignals) {
    const listener = () => {
      // Ctrl-C reaches the whole foreground group by itself: sent twice it would read as "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    listeners.set(signal, listener);
    process.on(signal, listener);
  }
  // A signal to npm ends the shell between npm and us, and that shell passes nothing on.
  const shell = process.env.npm_lifecycle_event === undefined ? undefined : process.ppid;
  const parentCheck = setInterval(() => {
    if (shell === undefined || process.ppid === shell) return;
    clearInterval(parentCheck);
    child.kill('SIGTERM');
  }, PARENT_CHECK_MS);
  parentCheck.unref();
  return {
    stop() {
      clearInterval(parentCheck);
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}

/**
 * Where a program is found on the path, or undefined.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export function findProgram(name, env = process.env) {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`, name] : [name];
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
    for (const candidate of names.map((file) => path.join(folder, file))) {
      try {
        accessSync(candidate, constants.X_OK);
        return candidate;
      } catch {
        // Not here: the next folder may have it.
      }
    }
  }
  return undefined;
}
