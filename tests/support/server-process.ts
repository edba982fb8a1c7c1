import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './wait-until.ts';

const MAIN = fileURLToPath(new URL('../../signaling/main.ts', import.meta.url));

/** `signaling/main.ts` in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** The address it serves, once it has printed it; rejects when it ends before. */
  url(): Promise<string>;
  /** Its exit code (or the signal that ended it), once it has ended. */
  ended(): Promise<number | NodeJS.Signals>;
  /** Ends it at once if it still runs, with its media workers. */
  kill(): Promise<void>;
}

/** Starts the service as an operator does, with exactly these variables. */
export function startServerProcess(
  variables: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): ServerProcess {
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: '0',
      MEDIA_LISTEN_IP: '127.0.0.1',
      MEDIA_PORT: '0',
      MEDIA_WORKERS: '1',
      ...(workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: workerBin }),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  const closed = once(child, 'close');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    output: () => printed,
    async url() {
      let url: string | undefined;
      await waitUntil(() => {
        url = /running at (https?:\/\/\S+)/.exec(printed)?.[1];
        return url !== undefined || hasEnded() || `printed so far: ${printed}`;
      }, 30_000);
      if (url === undefined) throw new Error(`The server ended: ${printed}`);
      return url;
    },
    async ended() {
      await closed;
      return child.signalCode ?? child.exitCode ?? 0;
    },
    async kill() {
      if (!hasEnded()) child.kill('SIGKILL');
      await closed;
    },
  };
}
