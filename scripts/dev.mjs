import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { kanhuoPlace } from './livekit/kanhuo-place.mjs';
import { runMain, SetupFailure } from './setup/failure.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { forwardSignals } from './setup/processes.mjs';
import { say } from './setup/terminal.mjs';

// `npm run dev`: the server starts again when its sources change, the pages follow as you type.
await runMain(async () => {
  const { port, certificateFile } = kanhuoPlace(process.env, process.argv.slice(2));
  if (certificateFile !== undefined) {
    throw new SetupFailure(
      '`npm run dev` serves its pages over http.',
      'Cameras work there at localhost. For other devices: npm start -- --https',
    );
  }
  const { node, env } = await prepare({ mediaWorker: true });
  const behind = String(await freePort());
  const vite = path.join(projectFolder, 'node_modules/vite/bin/vite.js');

  say(`Pages on http://localhost:${port}, with the server behind them on port ${behind}. Ctrl-C stops both.`);
  return runTogether(node, [
    {
      args: ['--watch', '--watch-preserve-output', 'signaling/main.ts', ...process.argv.slice(2)],
      env: { ...env, HOST: '127.0.0.1', PORT: behind, PAGES_URL: `http://localhost:${port}` },
    },
    {
      args: [
        vite,
        '--host',
        env['HOST'] ?? 'localhost',
        '--port',
        String(port),
        '--strictPort',
        '--clearScreen',
        'false',
      ],
      env: { ...env, KANHUO_DEV_SERVER: `http://127.0.0.1:${behind}` },
    },
  ]);
});

/**
 * Runs several processes with our terminal until the first of them ends, and then ends the others.
 * @param {string} node
 * @param {{ args: string[], env: NodeJS.ProcessEnv }[]} commands
 * @returns {Promise<number>} the exit code of the first that ended
 */
async function runTogether(node, commands) {
  const children = commands.map(({ args, env }) =>
    spawn(node, args, { cwd: projectFolder, env, stdio: 'inherit' }),
  );
  const forwards = children.map(forwardSignals);
  const ends = children.map(ending);
  const code = await Promise.race(ends);
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  await Promise.all(ends);
  for (const forward of forwards) forward.stop();
  return code;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ending(child) {
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 0));
  });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
