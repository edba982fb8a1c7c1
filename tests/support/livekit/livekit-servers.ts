import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serverConfig } from '../../../scripts/livekit/server-config.mjs';
import { livekitServerPath } from '../../../scripts/setup/livekit-server.mjs';
import { findProgram } from '../../../scripts/setup/processes.mjs';
import { freePort } from '../free-port.ts';
import { waitUntil } from '../wait-until.ts';
import { ReportInbox, type ReportListener } from './report-inbox.ts';

/** The server's program, where set-up could obtain it. */
const binary = process.env['LIVEKIT_SERVER_BIN'] ?? livekitServerPath();

/** Whether the tests of this engine can run here; otherwise they are skipped by name. */
export const livekitIsHere = existsSync(binary);

/** Whether several nodes can, which find each other by Redis. */
export const clusterIsHere = livekitIsHere && findProgram('redis-server') !== undefined;

const STARTS = 5;
const API_KEY = 'test-key';
const API_SECRET = 'a secret for tests alone, 32 characters';

/** One node: a process of LiveKit's server. */
export interface LivekitNode {
  pid(): number;
  /** Where browsers reach it. */
  readonly url: string;
  /** Where our server reaches it. */
  readonly apiUrl: string;
  /** Whether the process is there. */
  alive(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Starts it again, as another process at the same addresses. */
  restart(changed?: Pick<LivekitOptions, 'autoCreate'>): Promise<void>;
}

/** Redis, which carries the nodes' knowledge of each other. */
export interface RedisServer {
  /** Ends it, with its data on the disk. */
  stop(): Promise<void>;
  readonly url: string;
  /** Starts it again on the same port with that data. */
  start(): Promise<void>;
}

/** LiveKit servers of a test, on ports of their own. */
export interface LivekitServers {
  readonly nodes: readonly LivekitNode[];
  readonly redis: RedisServer | undefined;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** What the service is started with to use the nodes there are at first. */
  readonly variables: Readonly<Record<string, string>>;
  /** Passes what the nodes report on to somebody; a rejection is told them, and they repeat it. */
  reportTo(listener: ReportListener): void;
  close(): Promise<void>;
}

export interface LivekitOptions {
  /** More than one are a cluster with a Redis of its own. */
  readonly nodes?: number;
  /** Address that everything listens on. */
  readonly ip?: string;
  /** Whether they make rooms by themselves, as LiveKit does unless it is told not to. */
  readonly autoCreate?: boolean;
}

/** By what the service is told of where they are. */
const inboxes = new Map<string, ReportInbox>();

/** Lets the servers at these addresses report to a service that has started on them. */
export function reportTo(address: string, listener: ReportListener): void {
  inboxes.get(address)?.passTo(listener);
}

/** Starts LiveKit's real server. */
export async function startLivekit(options: LivekitOptions = {}): Promise<LivekitServers> {
  const { nodes: count = 1, ip = '127.0.0.1' } = options;
  let { autoCreate } = options;
  const inbox = await ReportInbox.open();
  const folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-livekit-'));
  const redisPort = count > 1 ? await freePort() : undefined;
  const redis = redisPort === undefined ? undefined : new Redis(redisPort, folder);
  await redis?.start();
  const nodes: LivekitNode[] = [];
  const children: ChildProcess[] = [];

  async function addNode(): Promise<LivekitNode> {
    const port = await freePort(ip);
    const apiUrl = `http://${ip}:${port}`;
    let child: ChildProcess | undefined;
    const alive = () => child?.exitCode === null && child.signalCode === null;
    /** Whether it has come up: another program may take a free port a moment before it does. */
    async function comesUp(): Promise<boolean> {
      const [tcpPort, udpPort] = await Promise.all([freePort(ip), freeUdpPort(ip)]);
      const config = serverConfig({
        port,
        tcpPort,
        udpPort,
        nodeIp: ip,
        apiKey: API_KEY,
        apiSecret: API_SECRET,
        webhookUrl: inbox.url,
        autoCreate,
        logLevel: process.env['LIVEKIT_LOG'] ?? 'error',
        ...(redisPort === undefined ? {} : { redis: `127.0.0.1:${redisPort}` }),
      });
      child = spawn(binary, [], {
        env: { ...process.env, LIVEKIT_CONFIG: config },
        // What it writes when pages leave in the middle of coming in is of no interest, unless it is asked for.
        stdio: ['ignore', 'ignore', process.env['LIVEKIT_LOG'] ? 'inherit' : 'ignore'],
      });
      children.push(child);
      await waitUntil(async () => {
        if (!alive()) return true;
        return (await fetch(apiUrl).catch(() => undefined))?.ok ?? `no answer at ${apiUrl}`;
      }, 30_000);
      return alive();
    }
    async function start(): Promise<void> {
      for (let attempt = 1; !(await comesUp()); attempt += 1) {
        if (attempt === STARTS) throw new Error('the LiveKit server ends as soon as it is started');
      }
    }
    await start();
    const node: LivekitNode = {
      pid: () => child?.pid ?? 0,
      url: `ws://${ip}:${port}`,
      apiUrl,
      alive,
      signal: (name) => void child?.kill(name),
      async restart(changed = {}) {
        autoCreate = changed.autoCreate ?? autoCreate;
        if (child) await end(child);
        await start();
      },
    };
    nodes.push(node);
    return node;
  }

  for (let index = 0; index < count; index += 1) await addNode();
  const url = nodes.map((node) => node.url).join(',');
  inboxes.set(url, inbox);
  return {
    nodes,
    redis,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    variables: {
      MEDIA_ENGINE: 'livekit',
      LIVEKIT_URL: url,
      LIVEKIT_API_KEY: API_KEY,
      LIVEKIT_API_SECRET: API_SECRET,
      ...(redis ? { LIVEKIT_REDIS_URL: redis.url } : {}),
    },
    reportTo: (listener) => inbox.passTo(listener),
    async close() {
      await Promise.all(children.map(end));
      inboxes.delete(url);
      await inbox.close();
      await redis?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class Redis implements RedisServer {
  readonly #port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const place = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--dir', this.#folder];
    // Coming back empty it would split running calls over two nodes: its data is on the disk at every write.
    const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.#child = spawn('redis-server', [...place, ...kept], { stdio: 'ignore' });
    await waitUntil(async () => (await answersTcp(this.#port)) || 'redis does not answer');
  }

  async stop(): Promise<void> {
    if (this.#child) await end(this.#child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function answersTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.end() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

async function freeUdpPort(ip: string): Promise<number> {
  const probe = createSocket('udp4');
  probe.bind(0, ip);
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(resolve));
  return port;
}
