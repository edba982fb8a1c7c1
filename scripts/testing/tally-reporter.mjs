import { writeFileSync } from 'node:fs';
import { tallyFileVariable } from './tally.mjs';

/**
 * A vitest reporter that leaves the counts of a run in a file: after each test file, so that a run that is cut
 * off has counts too.
 * @implements {Pick<import('vitest/node').Reporter, 'onTestModuleEnd' | 'onTestRunEnd'>}
 */
export default class TallyReporter {
  /** @type {import('vitest/node').TestModule[]} */
  #ended = [];

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    this.#ended.push(module);
    write({ ...count(this.#ended), complete: false });
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled errors outside of any test
   */
  onTestRunEnd(modules, unhandled) {
    const tally = count(modules);
    write({ ...tally, failed: tally.failed + unhandled.length, complete: true });
  }
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @returns {Omit<import('./tally.mjs').Tally, 'complete'>}
 */
function count(modules) {
  let passed = 0;
  let failed = 0;
  const skipped = [];
  const unsteady = [];
  for (const module of modules) {
    let failures = 0;
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result();
      const name = `${module.relativeModuleId}: ${test.fullName}`;
      if (test.diagnostic()?.flaky) unsteady.push(`${name} (${firstLine(errors?.[0]?.message)})`);
      if (state === 'passed') passed += 1;
      else if (state === 'failed') failures += 1;
      else skipped.push(name);
    }
    // A file that could not be loaded, or whose preparation failed, has no failed test of its own.
    failed += module.state() === 'failed' ? Math.max(1, failures) : failures;
  }
  return { passed, failed, skipped, unsteady };
}

/** @param {string | undefined} message */
function firstLine(message = 'without a word') {
  return message.split('\n', 1)[0];
}

/** @param {import('./tally.mjs').Tally} tally */
function write(tally) {
  const file = process.env[tallyFileVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(tally));
}
