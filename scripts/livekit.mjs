import { startDevServer } from './livekit/dev-server.mjs';
import { kanhuoPlace } from './livekit/kanhuo-place.mjs';
import { runMain } from './setup/failure.mjs';
import { ensureLivekitServer } from './setup/livekit-server.mjs';
import { forwardSignals } from './setup/processes.mjs';
import { say } from './setup/terminal.mjs';

// `npm run livekit [-- --https]`: a LiveKit server for development, and what to set to start Kanhuo on it.
await runMain(async () => {
  const binary = await ensureLivekitServer();
  const kanhuo = kanhuoPlace(process.env, process.argv.slice(2));
  const { child, variables } = await startDevServer(binary, kanhuo);
  // What it reports goes to this port: a Kanhuo at another one would hear nothing.
  const { DATA_DIR } = process.env;
  const place = {
    PORT: String(kanhuo.port),
    ...(DATA_DIR ? { DATA_DIR } : {}),
    ...(kanhuo.certificateFile ? { HTTPS: 'yes' } : {}),
  };
  const forwards = forwardSignals(child);
  say(
    `LiveKit is running at ${variables['LIVEKIT_URL']}. Ctrl-C stops it. It reports to a Kanhuo at port ${kanhuo.port}.`,
  );
  say('Start Kanhuo on it with:\n');
  console.log(
    Object.entries({ ...place, ...variables })
      .map(([name, value]) => `export ${name}=${quoted(value)}`)
      .join('\n'),
  );
  const code = await ended(child);
  forwards.stop();
  return code;
});

/**
 * As a shell takes it for one word.
 * @param {string} value
 */
function quoted(value) {
  return /^[\w.,:/@-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve) => {
    child.once('exit', (status) => resolve(status ?? 0));
  });
}
