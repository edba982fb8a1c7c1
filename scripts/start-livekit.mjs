import path from 'node:path';
import { startDevServer } from './livekit/dev-server.mjs';
import { kanhuoPlace } from './livekit/kanhuo-place.mjs';
import { runMain } from './setup/failure.mjs';
import { ensureLivekitServer } from './setup/livekit-server.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runInForeground } from './setup/processes.mjs';
import { say } from './setup/terminal.mjs';

// `npm run start:livekit [-- --https …]`: the server with a LiveKit server for development beside it.
await runMain(async () => {
  const binary = await ensureLivekitServer();
  const { node, env } = await prepare({ webClient: true });
  const flags = process.argv.slice(2);
  const { child, variables } = await startDevServer(binary, kanhuoPlace(env, flags));
  child.once('exit', (code) => say(`LiveKit's server ended (${code ?? 'by a signal'}).`));
  say(`LiveKit is running at ${variables['LIVEKIT_URL']}.`);
  try {
    const server = path.join(projectFolder, 'signaling/main.ts');
    return await runInForeground(node, [server, ...flags], {
      cwd: projectFolder,
      env: { ...env, ...variables },
    });
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }
});
