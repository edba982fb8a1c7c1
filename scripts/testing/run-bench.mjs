import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} Goal
 * @property {string} what
 * @property {number} value measured
 * @property {number} limit to be kept
 * @property {boolean} ok
 *
 * @typedef {{ results: unknown, goals: Goal[] }} BenchReport
 * @typedef {{ run: (args: string[]) => Promise<BenchReport> }} Bench
 */

const [file = '', ...args] = process.argv.slice(2);
const json = args.includes('--json');
const { run } = /** @type {Bench} */ (await import(pathToFileURL(file).href));

const print = process.stdout.write.bind(process.stdout);
// Standard output is for the report alone: whatever a bench or a library says on its way goes beside it.
if (json) process.stdout.write = process.stderr.write.bind(process.stderr);

const report = await run(args.filter((argument) => argument !== '--json'));
const failed = report.goals.some((goal) => !goal.ok);
if (json) await written(`${JSON.stringify(report, undefined, 2)}\n`);
else show(report);
// A bench that forgot a timer or a socket must not keep its caller waiting.
process.exit(failed ? 1 : 0);

/**
 * Writes to the real standard output; a pipe may take its time.
 * @param {string} text
 * @returns {Promise<void>}
 */
function written(text) {
  return new Promise((resolve) => {
    print(text, () => resolve());
  });
}

/** @param {BenchReport} report */
function show({ results, goals }) {
  if (Array.isArray(results)) console.table(results);
  else console.log(JSON.stringify(results, undefined, 2));
  const width = Math.max(0, ...goals.map((goal) => goal.what.length));
  for (const { what, value, limit, ok } of goals) {
    const figures = `${rounded(value)} (limit ${rounded(limit)})`;
    console.log(`${ok ? 'reached' : 'MISSED '}  ${what.padEnd(width)}  ${figures}`);
  }
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(4));
}
