import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { NetworkNode } from './net/namespaces.ts';

/** A server running inside a namespace, known by the first line of its output that `ready` finds something in. */
export interface ServerProcess {
  /** What `ready` returned. */
  readonly port: number;
  close(): Promise<void>;
}

/** Starts Node in a namespace, or outside of any, and waits until it says its port; throws with what it printed if it ends before. */
export async function startServer(
  node: NetworkNode | undefined,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  ready: (line: string) => number | undefined,
): Promise<ServerProcess> {
  return startProgram(node, [process.execPath, ...args], env, ready);
}

/** The same with any program. */
export async function startProgram(
  node: NetworkNode | undefined,
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  ready: (line: string) => number | undefined,
): Promise<ServerProcess> {
  const options: SpawnOptions = { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = node ? node.exec(program, args, options) : spawn(program, args, options);
  const printed: string[] = [];
  try {
    const port = await new Promise<number>((resolve, reject) => {
      for (const stream of [child.stdout!, child.stderr!]) {
        createInterface({ input: stream }).on('line', (line) => {
          printed.push(line);
          const found = ready(line);
          if (found !== undefined) resolve(found);
        });
      }
      child.once('close', () => reject(new Error('it ended')));
      setTimeout(() => reject(new Error('it took more than 30 s')), 30_000).unref();
    });
    return { port, close: () => stop(child) };
  } catch (cause) {
    await stop(child);
    throw new Error(`The server did not start: ${printed.slice(-20).join('\n')}`, { cause });
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(hurry);
}
