import { networkAddresses } from './addresses.ts';
import { type App, createApp } from './app.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { checkMachine } from './machine-checks.ts';
import { mediaOutOfReach } from './media-reach.ts';

const STOP_WITHIN_MS = 8000;

try {
  await start();
} catch (error) {
  console.error(plainSentence(error));
  process.exit(1);
}

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.logLevel);
  await checkMachine(config);
  const app = await createApp(config, { logger: log });
  // A rejection that nobody awaited must not end other people's calls.
  process.on('unhandledRejection', (err) => log.error({ err }, 'A rejection was not handled'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(app));
  try {
    const { url } = await app.listen();
    // At once: who reads it by a program gets all of it or nothing.
    console.log(welcome(app, config, config.pagesUrl ?? url).join('\n'));
    if (app.demo.isNew) {
      // Beside the first calls: nobody waits for it.
      app.addExample().catch((err: unknown) => log.error({ err }, 'The demo shop stays without a recording'));
    }
  } catch (error) {
    await app.close();
    const { madePassword } = app.demo;
    if (madePassword) console.log(`The demo members were made; their password is ${madePassword}`);
    throw error;
  }
}

/** One signal may come by two ways: to the whole process group, and passed on by the command that started us. */
const SAME_SIGNAL_MS = 1000;

let stoppingSince: number | undefined;

async function stop(app: App): Promise<void> {
  if (stoppingSince !== undefined) {
    // Asked twice: now.
    if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  console.log('\n  Kanhuo is stopping. Calls go on with the next start.');
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  await app.close();
  console.log('  Stopped.');
  process.exit(0);
}

function welcome({ demo, certificate }: App, config: Config, url: string): string[] {
  const { port, protocol } = new URL(url);
  const outOfReach = mediaOutOfReach(config.media.livekit?.nodes.map((node) => node.url) ?? [], config.https);
  const isOpen = config.host === '0.0.0.0' || config.host === '::';
  // An address whose pages have no media is none to go to.
  const onNetwork = isOpen && !outOfReach ? networkAddresses() : [];
  const password = config.demoPassword
    ? ['the one in DEMO_PASSWORD']
    : [
        demo.madePassword ?? 'shown at the first start',
        `(${demo.madePassword ? 'shown this once; ' : ''}DEMO_PASSWORD at a start sets another)`,
      ];
  return [
    '',
    `  Kanhuo 看货 is running at ${url}`,
    ...onNetwork.map((address) => `  on your network at      ${protocol}//${address}:${port}`),
    '',
    `  Demo shop      ${url}/shop/demo`,
    `  Agent console  ${url}/console`,
    `  Review         ${url}/review`,
    '',
    '  Sign in as     demo:lan, demo:wei or demo:owner',
    `  Password       ${password.join('\n                 ')}`,
    '',
    '  Next: sign in at the console in one window, open a product in another, and press Video call.',
    ...(outOfReach ? ['', `  ${outOfReach}`] : []),
    ...(certificate
      ? [
          '',
          '  The certificate is of our own making. A browser warns once: continue, or trust this file',
          `  on the device: ${certificate.file}`,
          `  SHA-256 ${certificate.fingerprint}`,
        ]
      : onNetwork.length > 0
        ? ['', '  Other devices may use a camera only over https: start with --https for that.']
        : []),
    '',
  ];
}

/** What went wrong, for somebody who has just typed a command. */
function plainSentence(error: unknown): string {
  if (error instanceof ConfigError) return `Kanhuo cannot start: ${error.message}`;
  return `Kanhuo cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
