/** Something the person at the terminal can put right: shown as plain sentences, without a stack trace. */
export class SetupFailure extends Error {
  /**
   * @param {string} message what went wrong, in one sentence
   * @param {string} [advice] what to do about it; may have several lines
   */
  constructor(message, advice = '') {
    super(message);
    this.advice = advice;
  }
}

/**
 * Runs a script's main function: its result is the exit code, a `SetupFailure` is printed as sentences,
 * anything else is a fault of ours and keeps its stack.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    if (error.advice !== '') process.stderr.write(`\n${error.advice}\n`);
    process.exitCode = 1;
  }
}
