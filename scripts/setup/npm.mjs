import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { findProgram } from './processes.mjs';

/**
 * The JavaScript file that is npm, so that a Node of our choice can run it.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {{ execPath: string, elsewhere: string[] }} [machine] `elsewhere`: Debian's own place for it
 * @returns {string}
 */
export function npmProgram(
  env = process.env,
  machine = { execPath: process.execPath, elsewhere: ['/usr/share/nodejs/npm/bin/npm-cli.js'] },
) {
  // npm tells its own place to the scripts it runs; another package manager's place is of no use here.
  const told = env.npm_execpath;
  if (told && path.basename(told) === 'npm-cli.js' && existsSync(told)) return told;

  const onPath = findProgram('npm', env);
  const candidates = [
    ...(onPath ? [realpathSync(onPath)] : []),
    ...(onPath ? [path.join(path.dirname(onPath), 'node_modules/npm/bin/npm-cli.js')] : []),
    path.join(path.dirname(machine.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(path.dirname(machine.execPath), 'node_modules/npm/bin/npm-cli.js'),
    ...machine.elsewhere,
  ];
  const found = candidates.find((file) => path.basename(file) === 'npm-cli.js' && existsSync(file));
  if (found === undefined) {
    throw new SetupFailure('npm is not on the path.', 'It comes with Node: https://nodejs.org/');
  }
  return found;
}

/** Lines of npm's account that are worth reading; the rest repeats them or lists what else is affected. */
const COMPLAINT_LINES = 12;

/**
 * Picks npm's own account of what went wrong out of its output, without its usage text and log file.
 * @param {string} output
 */
export function npmComplaint(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error'));
  const told = lines
    .map((line) => line.replace(/^npm error ?/, ''))
    .filter((line) => !/complete log|_logs/.test(line));
  const more = told.length > COMPLAINT_LINES ? `\n… and ${told.length - COMPLAINT_LINES} more lines` : '';
  return told.length === 0 ? output.trim() : told.slice(0, COMPLAINT_LINES).join('\n').trim() + more;
}
