/** Waits for `check` to be satisfied; when time runs out, says why it was still waiting.
 *  `check` answers `true`, or a sentence (or any value) that tells what is missing. */
export async function waitUntil(check: () => unknown, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer: unknown = await check();
    if (answer === true) return;
    if (Date.now() > end) throw new Error(`Still waiting after ${timeoutMs} ms: ${describe(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** For what waits in a page, and answers what was missing to the end. */
export function orFail(missing: string | null): void {
  if (missing !== null) throw new Error(`Still waiting ${missing}`);
}

function describe(answer: unknown): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}
