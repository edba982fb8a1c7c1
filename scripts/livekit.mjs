import { startDevServer } from './livekit/dev-server.mjs';
import { runMain } from './setup/failure.mjs';
import { ensureLivekitServer } from './setup/livekit-server.mjs';
import { forwardSignals } from './setup/processes.mjs';
import { say } from './setup/terminal.mjs';

// `npm run livekit`: a LiveKit server for development, and what to set to start Kanhuo on it.
await runMain(async () => {
  const binary = await ensureLivekitServer();
  const { child, variables } = await startDevServer(binary, Number(process.env.PORT || 8080));
  const forwards = forwardSignals(child);
  say(`LiveKit is running at ${variables['LIVEKIT_URL']}. Ctrl-C stops it. Start Kanhuo on it with:\n`);
  console.log(
    Object.entries(variables)
      .map(([name, value]) => `export ${name}=${value}`)
      .join('\n'),
  );
  const code = await ended(child);
  forwards.stop();
  return code;
});

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve) => {
    child.once('exit', (status) => resolve(status ?? 0));
  });
}
