import { writeFileSync } from 'node:fs';
import { tallyFileVariable } from './tally.mjs';

/**
 * A vitest reporter that leaves the counts of a run in a file.
 * @implements {Pick<import('vitest/node').Reporter, 'onTestRunEnd'>}
 */
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled errors outside of any test
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {import('./tally.mjs').Tally} */
    const tally = { passed: 0, failed: unhandled.length, skipped: [] };
    for (const module of modules) {
      let failures = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') tally.passed += 1;
        else if (state === 'failed') failures += 1;
        else tally.skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
      }
      // A file that could not be loaded, or whose preparation failed, has no failed test of its own.
      tally.failed += module.state() === 'failed' ? Math.max(1, failures) : failures;
    }
    const file = process.env[tallyFileVariable];
    if (file !== undefined) writeFileSync(file, JSON.stringify(tally));
  }
}
