import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDevServer } from '../../scripts/livekit/dev-server.mjs';
import { kanhuoPlace } from '../../scripts/livekit/kanhuo-place.mjs';
import { ensureLivekitServer } from '../../scripts/setup/livekit-server.mjs';
import { freePort } from '../support/free-port.ts';
import { livekitIsHere } from '../support/livekit/livekit-servers.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const COMMAND = fileURLToPath(new URL('../../scripts/livekit.mjs', import.meta.url));

describe.skipIf(!livekitIsHere)('LiveKit for development', { timeout: 120_000 }, () => {
  let dataDir: string;
  let kanhuo: ServerProcess | undefined;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'kanhuo-livekit-'));
  });
  afterEach(async () => {
    await kanhuo?.kill();
    await Promise.all(children.splice(0).map(end));
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each([
    ['http', []],
    ['https', ['--https']],
  ])(
    '[ENGINE-9] reports to a Kanhuo that speaks %s, whose welcome names no address without media',
    async (_scheme, flags) => {
      const settings = { PORT: `${await freePort()}`, DATA_DIR: dataDir };
      const { child, variables } = await startDevServer(
        await ensureLivekitServer(),
        kanhuoPlace(settings, flags),
      );
      children.push(child);
      const own = { HOST: '0.0.0.0', LOG_LEVEL: 'debug', DEMO_PASSWORD: 'see-the-goods' };
      kanhuo = startServerProcess({ ...settings, ...own, ...variables }, flags);
      await kanhuo.url();
      const { LIVEKIT_URL: url = '', LIVEKIT_API_KEY: key = '', LIVEKIT_API_SECRET: secret = '' } = variables;
      await new RoomServiceClient(url.replace('ws', 'http'), key, secret).createRoom({ name: 'somebody' });
      await waitUntil(
        () => answersToReports(kanhuo?.output() ?? '').includes(200) || kanhuo?.output(),
        10_000,
      );
      expect(kanhuo.output()).toContain(`Calls work on this machine alone: LIVEKIT_URL is ${url}`);
      expect(kanhuo.output()).not.toContain('on your network');
    },
  );

  it('[ENGINE-9] says which port it reports to', async () => {
    const port = await freePort();
    const env = { ...process.env, PORT: `${port}` };
    const command = spawn(process.execPath, [COMMAND], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(command);
    let printed = '';
    for (const stream of [command.stdout, command.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    await waitUntil(() => printed.includes('LIVEKIT_API_SECRET') || printed, 30_000);
    expect(printed).toContain(`It reports to a Kanhuo at port ${port}.`);
    expect(printed).toContain(`export PORT=${port}\n`);
  });
});

/** What the service has answered to LiveKit's reports, by its log. */
function answersToReports(log: string): number[] {
  return log.split('\n').flatMap((line) => {
    if (!line.includes('/api/livekit/webhook') || !line.includes('"status":')) return [];
    const { res } = JSON.parse(line) as { res: { status: number } };
    return [res.status];
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // LiveKit overhears a signal that comes in the moment in which it begins to serve.
  const asking = setInterval(() => child.kill('SIGTERM'), 500);
  child.kill('SIGTERM');
  await exited;
  clearInterval(asking);
}
