import path from 'node:path';
import { obtainPackages, screenshotNeeds } from './setup/debian-packages.mjs';
import { runMain } from './setup/failure.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runInForeground } from './setup/processes.mjs';

// `npm run screenshots`: takes the pictures of the documentation from the running program.
await runMain(async () => {
  await obtainPackages(screenshotNeeds);
  const { node, env } = await prepare({ mediaWorker: true, webClient: true });
  const program = path.join(projectFolder, 'tests/screenshots/index.ts');
  return runInForeground(node, [program, ...process.argv.slice(2)], { cwd: projectFolder, env });
});
