import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { linksProgram } from './links-program.ts';
import {
  addNamespace,
  deleteNamespace,
  ip,
  requireRoot,
  sweepNamespaces,
  type NetworkNode,
} from './namespaces.ts';

export type { NetworkNode } from './namespaces.ts';

/** What every link between a browser and the server does to packets. */
export interface LinkConditions {
  /** Round trip between a browser and the server, milliseconds. */
  rttMs: number;
  /** Packets lost per thousand, each way on each link. */
  lossPermille: number;
}

/** Three namespaces: buyer and agent, each joined to the server by a delayed link of its own. */
export interface Star {
  readonly server: NetworkNode;
  readonly buyer: NetworkNode;
  readonly agent: NetworkNode;
  /** Starts the same sequence of losses again, so that what is compared meets like conditions. */
  seed(value: number): void;
  /** Takes the links and namespaces down; safe to call twice. */
  close(): Promise<void>;
}

const serverAddress = '10.77.0.1';

/** Builds the star; needs root, `ip`, `setpriv` and a C compiler. */
export async function createStar(conditions: LinkConditions): Promise<Star> {
  requireRoot();
  await sweepNamespaces();
  const program = await linksProgram();
  const server = await addNamespace('server', serverAddress);
  const buyer = await addNamespace('buyer', '10.77.1.2');
  const agent = await addNamespace('agent', '10.77.2.2');
  const leaves = [buyer, agent];
  const nodes = [server, ...leaves];
  const oneWayUs = Math.round(conditions.rttMs * 500);
  const links = spawn(
    program,
    [oneWayUs, conditions.lossPermille, 1, ...nodes.map((node) => node.name)].map(String),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );

  let closing: Promise<void> | undefined;
  const close = () => (closing ??= takeDown(links, nodes));
  try {
    await ready(links);
    await connect(server, leaves);
  } catch (error) {
    await close();
    throw error;
  }
  return { server, buyer, agent, seed: (value) => void links.stdin?.write(`seed ${value}\n`), close };
}

async function connect(server: NetworkNode, leaves: NetworkNode[]): Promise<void> {
  await ip('-n', server.name, 'addr', 'add', `${server.address}/32`, 'dev', 'lo');
  for (const [index, leaf] of leaves.entries()) {
    const device = `leaf${index}`;
    await ip('-n', server.name, 'link', 'set', device, 'up');
    await ip('-n', server.name, 'route', 'add', leaf.address, 'dev', device, 'src', server.address);
    await ip('-n', leaf.name, 'addr', 'add', `${leaf.address}/32`, 'dev', 'hub');
    await ip('-n', leaf.name, 'link', 'set', 'hub', 'up');
    // Browsers find their own address by asking for the way to the internet.
    await ip('-n', leaf.name, 'route', 'add', 'default', 'dev', 'hub');
  }
}

async function ready(links: ChildProcess): Promise<void> {
  const failed = once(links, 'exit').then(() => {
    throw new Error('The links between the namespaces could not be made; see the line above');
  });
  await Promise.race([once(links.stdout!, 'data'), failed]);
  failed.catch(() => undefined);
}

async function takeDown(links: ChildProcess, nodes: NetworkNode[]): Promise<void> {
  const gone = links.exitCode === null && links.signalCode === null ? once(links, 'exit') : undefined;
  links.stdin?.end();
  await gone;
  for (const node of nodes) await deleteNamespace(node.name);
}
