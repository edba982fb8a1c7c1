import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const runFile = promisify(execFile);
const prefix = 'kanhuo-bench';
let made = 0;

/** A machine of the star: a network namespace and its address there. */
export interface NetworkNode {
  readonly name: string;
  readonly address: string;
  /** Starts a program inside the namespace; it is killed when this process ends, however that happens. */
  exec(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs a program inside the namespace to its end and returns what it printed. */
  output(command: string, args: readonly string[]): Promise<string>;
}

/** The command line that runs something inside a namespace, dying with its parent. */
export function insideNamespace(
  name: string,
  command: string,
  args: readonly string[],
): [string, ...string[]] {
  return ['setpriv', '--pdeathsig', 'KILL', 'ip', 'netns', 'exec', name, command, ...args];
}

/** Runs iproute2; throws with its own sentence when it refuses. */
export async function ip(...args: string[]): Promise<string> {
  return (await runFile('ip', args)).stdout;
}

/** Throws, saying what to do, where namespaces cannot be made. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0) {
    throw new Error(
      'The network bench makes namespaces and tun devices: run it as root (sudo npm run bench -- join)',
    );
  }
}

/** Makes an empty namespace whose name tells the process that made it. */
export async function addNamespace(role: string, address: string): Promise<NetworkNode> {
  const name = `${prefix}-${process.pid}-${++made}-${role}`;
  await ip('netns', 'add', name);
  const node: NetworkNode = {
    name,
    address,
    exec(command, args, options = {}) {
      const [program, ...rest] = insideNamespace(name, command, args);
      return spawn(program, rest, options);
    },
    async output(command, args) {
      const [program, ...rest] = insideNamespace(name, command, args);
      return (await runFile(program, rest, { maxBuffer: 1 << 24 })).stdout;
    },
  };
  // Router solicitations and the like would use up throws of the links' dice.
  await node.output('sh', ['-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up']);
  return node;
}

/** Deletes a namespace if it is still there. */
export async function deleteNamespace(name: string): Promise<void> {
  await ip('netns', 'del', name).catch(() => undefined);
}

/** Deletes the namespaces that runs of this bench left behind whose process is gone. */
export async function sweepNamespaces(): Promise<void> {
  for (const name of await readdir('/run/netns').catch(() => [])) {
    const owner = new RegExp(`^${prefix}-(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await deleteNamespace(name);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
