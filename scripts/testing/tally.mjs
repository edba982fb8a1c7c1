/** Names the file in which the reporter leaves the counts of a run. */
export const tallyFileVariable = 'KANHUO_TEST_TALLY';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped names
 * @property {string[]} unsteady tests that passed at the second attempt only, and why not at the first
 * @property {boolean} complete whether the run came to its end
 */

/**
 * Counts checks and tests together.
 * @param {readonly { passed: boolean }[]} checks
 * @param {Tally} tests
 * @param {number} exitCode of the run
 * @returns {Tally}
 */
export function addUp(checks, tests, exitCode) {
  const passed = checks.filter((check) => check.passed).length + tests.passed;
  const failed = checks.filter((check) => !check.passed).length + tests.failed;
  // A run that was cut off or says it failed must not end in "0 failed", whatever it was that it could not count.
  const uncounted = !tests.complete || (exitCode !== 0 && tests.failed === 0) ? 1 : 0;
  return { ...tests, passed, failed: failed + uncounted };
}

/**
 * The last line of `npm test`.
 * @param {Pick<Tally, 'passed' | 'failed' | 'skipped'>} tally
 */
export function verdict({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
