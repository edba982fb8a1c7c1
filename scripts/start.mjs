import path from 'node:path';
import { runMain } from './setup/failure.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runInForeground } from './setup/processes.mjs';
import { say, seconds } from './setup/terminal.mjs';

// `npm start [-- --https …]`: set-up, then the server with the same flags.
await runMain(async () => {
  const started = Date.now();
  const { node, env } = await prepare({ mediaWorker: true, webClient: true });
  say(`Set up in ${seconds(started)}.`);
  const server = path.join(projectFolder, 'signaling/main.ts');
  return runInForeground(node, [server, ...process.argv.slice(2)], { cwd: projectFolder, env });
});
