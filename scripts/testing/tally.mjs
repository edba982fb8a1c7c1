/** Names the file in which the reporter leaves the counts of a run. */
export const tallyFileVariable = 'KANHUO_TEST_TALLY';

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Tally */

/**
 * Counts checks and tests together.
 * @param {readonly { passed: boolean }[]} checks
 * @param {Tally | undefined} tests undefined when the run ended before it could count
 * @param {number} exitCode of the run
 * @returns {Tally}
 */
export function addUp(checks, tests, exitCode) {
  const passed = checks.filter((check) => check.passed).length + (tests?.passed ?? 0);
  const failed = checks.filter((check) => !check.passed).length + (tests?.failed ?? 0);
  // A run that says it failed must not end in "0 failed", whatever it was that it could not count.
  const uncounted = exitCode !== 0 && (tests === undefined || tests.failed === 0) ? 1 : 0;
  return { passed, failed: failed + uncounted, skipped: tests?.skipped ?? [] };
}

/**
 * The last line of `npm test`.
 * @param {Tally} tally
 */
export function verdict({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
