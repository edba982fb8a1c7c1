import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { SetupFailure } from '../setup/failure.mjs';
import { reportPath, startReportRelay } from './report-relay.mjs';
import { serverConfig } from './server-config.mjs';

const READY_WITHIN_MS = 15_000;

/** In LiveKit's log: Kanhuo asks for a room that there is not, to learn that it is refused. */
const REFUSED = '"path": "/rtc/validate", "error": "requested room does not exist"';

/** LiveKit's own; where one is taken, any that is free. */
const USUAL = { port: 7880, tcpPort: 7881, udpPort: 7882 };

/**
 * A LiveKit server for development, on this machine alone, with a key made for this run.
 * @param {string} binary
 * @param {import('./kanhuo-place.mjs').KanhuoPlace} kanhuo
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, variables: Record<string, string> }>}
 *   `variables` are those that Kanhuo is started with
 */
export async function startDevServer(binary, kanhuo) {
  const [port, tcpPort, udpPort] = await Promise.all([
    tcpPortFrom(USUAL.port),
    tcpPortFrom(USUAL.tcpPort),
    udpPortFrom(USUAL.udpPort),
  ]);
  const apiKey = `dev-${randomBytes(4).toString('hex')}`;
  const apiSecret = randomBytes(24).toString('base64url');
  const relay = kanhuo.certificateFile && (await startReportRelay(kanhuo.port, kanhuo.certificateFile));
  const webhookUrl = relay ? relay.url : `http://127.0.0.1:${kanhuo.port}${reportPath}`;
  const config = serverConfig({ port, tcpPort, udpPort, apiKey, apiSecret, webhookUrl });
  const child = spawn(binary, [], {
    env: { ...process.env, LIVEKIT_CONFIG: config },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => line.includes(REFUSED) || console.error(line));
  if (relay) child.once('exit', relay.close);
  await ready(child, `http://127.0.0.1:${port}/`);
  return {
    child,
    variables: {
      MEDIA_ENGINE: 'livekit',
      LIVEKIT_URL: `ws://127.0.0.1:${port}`,
      LIVEKIT_API_KEY: apiKey,
      LIVEKIT_API_SECRET: apiSecret,
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} url
 */
async function ready(child, url) {
  const end = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new SetupFailure("LiveKit's server ended as soon as it was started.");
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > end) {
      child.kill('SIGKILL');
      throw new SetupFailure(`LiveKit's server does not answer at ${url}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * @param {number} wanted
 * @returns {Promise<number>}
 */
function tcpPortFrom(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => (wanted === 0 ? reject(new Error('no port')) : resolve(tcpPortFrom(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * @param {number} wanted
 * @returns {Promise<number>}
 */
function udpPortFrom(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createSocket('udp4');
    probe.once('error', () => {
      probe.close();
      if (wanted === 0) reject(new Error('no port'));
      else resolve(udpPortFrom(0));
    });
    probe.bind(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
