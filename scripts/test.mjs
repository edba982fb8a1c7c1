import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runChecks } from './setup/check-steps.mjs';
import { obtainPackages, testNeeds, unmet } from './setup/debian-packages.mjs';
import { SetupFailure, runMain } from './setup/failure.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runInForeground } from './setup/processes.mjs';
import { say } from './setup/terminal.mjs';
import { ensureWebClient } from './setup/web-client.mjs';
import { addUp, tallyFileVariable, verdict } from './testing/tally.mjs';
import { neededFor } from './testing/test-scope.mjs';

// `npm test`: set-up, checks, build, tests. `npm test -- PATH …`: only these tests, and only what they need.
await runMain(async () => {
  const args = process.argv.slice(2);
  const paths = args.filter((argument) => !argument.startsWith('-'));
  const whole = args.length === 0;

  if (whole) await obtainPackages(testNeeds);
  const needs = neededFor(paths);
  const prepared = await prepare({ ...needs, webClient: needs.webClient && !whole });
  const checks = whole ? [...(await runChecks(prepared)), await webClientBuilds(prepared.node)] : [];
  const { tests, exitCode } = await runTests(prepared, args);

  if (!tests.complete) say(`The run of the tests was cut off (exit code ${exitCode}).`);
  const tally = addUp(checks, tests, exitCode);
  for (const check of checks) if (!check.passed) say(`Failed check: ${check.name}`);
  for (const name of tally.unsteady) say(`Passed at the second attempt only: ${name}`);
  for (const name of tally.skipped) say(`Skipped: ${name}`);
  console.log(verdict(tally));
  return tally.failed === 0 ? 0 : 1;
});

/** @param {string} node */
async function webClientBuilds(node) {
  try {
    await ensureWebClient(node);
    return { name: 'web client builds', passed: true };
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(error.message);
    return { name: 'web client builds', passed: false };
  }
}

/**
 * @param {{ node: string, env: NodeJS.ProcessEnv }} prepared
 * @param {string[]} args passed on to vitest
 */
async function runTests({ node, env }, args) {
  const file = path.join(projectFolder, `.cache/tally-${process.pid}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const vitest = path.join(projectFolder, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=./scripts/testing/tally-reporter.mjs'];
  const withoutBrowser = unmet(testNeeds).some((need) => need.package === 'chromium');
  try {
    const exitCode = await runInForeground(node, [vitest, 'run', ...reporters, ...args], {
      cwd: projectFolder,
      env: {
        ...env,
        [tallyFileVariable]: file,
        ...(withoutBrowser ? { KANHUO_TESTS_WITHOUT_BROWSER: '1' } : {}),
      },
    });
    return { exitCode, tests: readTally(file) };
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {import('./testing/tally.mjs').Tally}
 */
function readTally(file) {
  try {
    return /** @type {import('./testing/tally.mjs').Tally} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: [], unsteady: [], complete: false };
  }
}
