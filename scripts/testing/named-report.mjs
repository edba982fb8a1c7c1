import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { benchNeeds, obtainPackages } from '../setup/debian-packages.mjs';
import { SetupFailure } from '../setup/failure.mjs';
import { projectFolder } from '../setup/places.mjs';
import { prepare } from '../setup/prepare.mjs';
import { runInForeground } from '../setup/processes.mjs';

/**
 * Runs one of the programs that measure something and report: a table for people, or with `--json` JSON alone on
 * standard output.
 * @param {string} kind `bench` or `chaos`: the folder in `tests/`
 * @param {string[]} given the name, and what the program is given
 * @returns {Promise<number>} the exit code
 */
export async function runNamedReport(kind, [name = '', ...args]) {
  const folder = path.join(projectFolder, 'tests', kind);
  if (!/^[\w-]+$/.test(name) || !existsSync(path.join(folder, name, 'index.ts'))) {
    const all = readdirSync(folder).filter((entry) => existsSync(path.join(folder, entry, 'index.ts')));
    throw new SetupFailure(
      name === '' ? `Which ${kind}?` : `There is no ${kind} named ${name}.`,
      `npm run ${kind} -- NAME [--json], where NAME is one of: ${all.join(', ')}`,
    );
  }
  await obtainPackages(benchNeeds);
  const { node, env } = await prepare({ mediaWorker: true, webClient: true, livekitServer: true });
  const runner = path.join(projectFolder, 'scripts/testing/run-bench.mjs');
  return runInForeground(node, [runner, path.join(folder, name, 'index.ts'), ...args], {
    cwd: projectFolder,
    env,
  });
}
