import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { waitUntil } from '../support/wait-until.ts';

const DEV = path.join(import.meta.dirname, '../../scripts/dev.mjs');
let dataDir: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'kanhuo-dev-'));
});
afterEach(async () => {
  if (child && isGroupThere(child)) process.kill(-Number(child.pid), 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** Whether anything is left of a process that was started detached, or of what it started. */
function isGroupThere({ pid }: ChildProcess): boolean {
  try {
    return process.kill(-Number(pid), 0);
  } catch {
    return false;
  }
}

it(
  '[SETUP-25] `npm run dev` serves the pages with a healthy server behind them, and ends whole on SIGTERM',
  { timeout: 120_000 },
  async () => {
    const port = await freePort();
    // In a group of its own: with it the test ends what a command that failed has left.
    const dev = spawn(process.execPath, [DEV], {
      detached: true,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
        MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'],
        DATA_DIR: dataDir,
        HOST: '127.0.0.1',
        PORT: `${port}`,
        MEDIA_LISTEN_IP: '127.0.0.1',
        MEDIA_PORT: '0',
        MEDIA_WORKERS: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = dev;
    let printed = '';
    for (const stream of [dev.stdout, dev.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    const closed = once(dev, 'close');
    const get = async (address: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${address}`).catch(() => undefined);
      return { status: response?.status, page: (await response?.text()) ?? '' };
    };

    await waitUntil(
      async () => (await get('/healthz')).status === 200 || `printed so far: ${printed}`,
      60_000,
    );
    const [shop, console] = [await get('/shop/demo'), await get('/console')];
    expect([shop.status, console.status]).toEqual([200, 200]);
    expect(shop.page).toContain('Muye');
    expect(console.page).toContain('/@vite/client');
    expect((await get('/healthz')).status).toBe(200);
    // The addresses that are printed are those of the pages that follow their sources.
    await waitUntil(() => printed.includes(`http://localhost:${port}/console`) || printed);

    dev.kill('SIGTERM');
    await closed;
    await waitUntil(() => !isGroupThere(dev) || 'something it started still runs');
    // 143 where Vite is the first to be gone, which says so of every SIGTERM.
    expect([0, 143]).toContain(dev.exitCode);
    expect(printed).toContain('Stopped.');
    expect(printed).not.toMatch(/Error|Failed running|"level":50/);
    expect((await get('/healthz')).status).toBeUndefined();
  },
);
