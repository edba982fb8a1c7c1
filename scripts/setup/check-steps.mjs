import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { projectFolder } from './places.mjs';
import { runQuietly } from './processes.mjs';
import { say, seconds } from './terminal.mjs';

/**
 * @typedef {{ name: string, tool: string, args: string[] }} CheckStep
 * @typedef {{ name: string, passed: boolean }} CheckResult
 */

const houses = ['signaling', 'sfu', 'recorder', 'web-client', 'demo-assets', 'scripts', 'tests'].filter(
  (folder) => existsSync(path.join(projectFolder, folder)),
);

/**
 * @param {string} part
 * @param {string} tool
 * @returns {CheckStep}
 */
const typesOf = (part, tool) => ({
  name: `types of ${part}`,
  tool,
  args: ['--noEmit', '-p', `tsconfig.${part}.json`],
});

/** The longest first: what is left for the end is short. @type {CheckStep[]} */
const steps = [
  typesOf('web', 'vue-tsc/bin/vue-tsc.js'),
  {
    name: 'lint',
    tool: 'oxlint/bin/oxlint',
    args: ['--format', 'unix', '--report-unused-disable-directives', '--deny-warnings'],
  },
  {
    name: 'format',
    tool: 'prettier/bin/prettier.cjs',
    args: ['--check', '--cache', '--cache-location', '.cache/prettier', '--log-level', 'warn', '.'],
  },
  typesOf('tests', 'typescript-7/bin/tsc'),
  typesOf('server', 'typescript-7/bin/tsc'),
  { name: 'dead code', tool: 'knip/bin/knip.js', args: ['--cache', '--cache-location', '.cache/knip'] },
  {
    name: 'imports',
    tool: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...houses],
  },
  { name: 'rules and tests', tool: '../scripts/check-spec.mjs', args: [] },
];

/**
 * Runs every check of the sources, several at a time, and prints one line for each and what it complains of.
 * @param {{ node: string, env: NodeJS.ProcessEnv }} prepared
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks({ node, env }) {
  /** @type {CheckResult[]} */
  const results = [];
  const waiting = [...steps];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const started = Date.now();
      const tool = path.join(projectFolder, 'node_modules', step.tool);
      const { code, output } = await runQuietly(node, [tool, ...step.args], {
        cwd: projectFolder,
        env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
        keptLines: 400,
      });
      const passed = code === 0;
      say(`  ${passed ? 'ok    ' : 'FAILED'}  ${step.name} (${seconds(started)})`);
      if (!passed) say(output.replace(/^/gm, '          '));
      results.push({ name: step.name, passed });
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane));
  return results;
}
