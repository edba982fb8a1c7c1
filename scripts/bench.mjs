import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { benchNeeds, obtainPackages } from './setup/debian-packages.mjs';
import { SetupFailure, runMain } from './setup/failure.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runInForeground } from './setup/processes.mjs';

const benches = path.join(projectFolder, 'tests/bench');

// `npm run bench -- NAME [--json] …`: a table for people, or JSON alone on standard output.
await runMain(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  if (!/^[\w-]+$/.test(name) || !existsSync(path.join(benches, name, 'index.ts'))) {
    const all = readdirSync(benches).filter((entry) => existsSync(path.join(benches, entry, 'index.ts')));
    throw new SetupFailure(
      name === '' ? 'Which bench?' : `There is no bench named ${name}.`,
      `npm run bench -- NAME [--json], where NAME is one of: ${all.join(', ')}`,
    );
  }
  await obtainPackages(benchNeeds);
  const { node, env } = await prepare({ mediaWorker: true, webClient: true });
  const runner = path.join(projectFolder, 'scripts/testing/run-bench.mjs');
  return runInForeground(node, [runner, path.join(benches, name, 'index.ts'), ...args], {
    cwd: projectFolder,
    env,
  });
});
