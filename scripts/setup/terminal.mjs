/** How often a long step says that it is still at work where lines cannot be rewritten. */
const HEARTBEAT_MS = 15_000;

const live = process.stderr.isTTY && process.env.CI === undefined;

/** @param {number} sinceMs */
export function seconds(sinceMs) {
  const taken = (Date.now() - sinceMs) / 1000;
  return taken < 10 ? `${taken.toFixed(1)} s` : `${Math.round(taken)} s`;
}

/** Prints one line. Everything set-up says goes to standard error: standard output belongs to results. */
export function say(/** @type {string} */ line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a step and prints one line for it, with its progress while it runs and its time at the end; a text that
 * the step gives back is printed as its result.
 * @template T
 * @param {string} title what is being done, e.g. `Dependencies`
 * @param {(progress: (text: string) => void) => Promise<T>} work may call `progress` as often as it likes
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  let doing = '';
  const line = () => `  ${title} … ${seconds(started)}${doing === '' ? '' : `: ${doing}`}`;
  const rewrite = () =>
    process.stderr.write(`\r\u001b[2K${line().slice(0, (process.stderr.columns ?? 80) - 1)}`);
  const timer = live ? setInterval(rewrite, 200) : setInterval(() => say(line()), HEARTBEAT_MS);
  if (!live) say(`  ${title} …`);
  /** @param {string} end */
  const finish = (end) => {
    clearInterval(timer);
    if (live) process.stderr.write('\r\u001b[2K');
    say(`  ${title}: ${end} (${seconds(started)})`);
  };
  try {
    const result = await work((text) => {
      doing = text;
    });
    finish(typeof result === 'string' ? result : 'done');
    return result;
  } catch (error) {
    finish('failed');
    throw error;
  }
}
