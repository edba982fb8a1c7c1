import { randomUUID } from 'node:crypto';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  createVisitor,
  type FactData,
  type FactName,
  type Language,
  PROTOCOL_VERSION,
  type Reply,
  type ShopView,
  type WireError,
} from '#protocol';
import type { TestServer } from './test-server.ts';

/** A refusal, as an error that tests can match. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: WireError['code'];
  readonly details: string | undefined;

  constructor({ code, message, details }: WireError) {
    super(`${code}: ${details ?? message}`);
    this.code = code;
    this.details = details;
  }
}

interface SeenFact {
  readonly name: FactName;
  readonly data: unknown;
}

/** One page's connection: a plain Socket.IO client that waits well. */
export class TestClient {
  readonly socket: Socket;
  /** All facts so far, in order. */
  readonly seen: SeenFact[] = [];
  readonly #taken = new Set<SeenFact>();
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: FactName, data: unknown) => {
      this.seen.push({ name, data });
      for (const look of this.#waiting) look();
    });
  }

  /** Sends a command; rejects with a RefusedError. @param id the same again repeats the command. */
  async command<N extends CommandName>(
    name: N,
    input: CommandInput<N>,
    id: string = randomUUID(),
  ): Promise<CommandOutput<N>> {
    const reply = await this.raw(name, { id, input });
    if (!reply.ok) throw new RefusedError(reply.error);
    return reply.data as CommandOutput<N>;
  }

  /** Sends anything at all and answers the acknowledgement. */
  async raw(name: string, ...args: unknown[]): Promise<Reply<unknown>> {
    return (await this.socket.timeout(10_000).emitWithAck(name, ...args)) as Reply<unknown>;
  }

  /** The refusal a command gets; fails when it is accepted. */
  async refused(name: string, input: unknown): Promise<WireError> {
    const reply = await this.raw(name, { id: randomUUID(), input });
    if (reply.ok) throw new Error(`${name} was accepted: ${JSON.stringify(reply.data)}`);
    return reply.error;
  }

  /** The next fact of this name that fits, among those not answered before; also one that has come already. */
  next<N extends FactName>(
    name: N,
    fits: (data: FactData<N>) => boolean = () => true,
    withinMs = 10_000,
  ): Promise<FactData<N>> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.seen.find(
          (fact) => fact.name === name && !this.#taken.has(fact) && fits(fact.data as FactData<N>),
        );
        if (!found) return;
        this.#taken.add(found);
        done();
        resolve(found.data as FactData<N>);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`Still waiting for ${name} after ${withinMs} ms; ${this.#story(name)}`));
      }, withinMs);
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Closes this page. */
  close(): void {
    this.socket.close();
  }

  #story(name: FactName): string {
    const same = this.seen.filter((fact) => fact.name === name);
    const unfit = same.filter((fact) => !this.#taken.has(fact)).map(({ data }) => JSON.stringify(data));
    const all = this.seen.map((fact) => fact.name).join(', ') || 'nothing';
    return unfit.length > 0 ? `these did not fit: ${unfit.join('; ')}` : `came so far: ${all}`;
  }
}

/** A connected visitor's page. */
export interface VisitorClient extends TestClient {
  readonly visitorId: string;
  readonly token: string;
  readonly shop: ShopView;
}

/** A connected member's page. */
export interface MemberClient extends TestClient {
  readonly memberId: string;
  readonly cookie: string;
}

export interface ConnectOptions {
  readonly language?: Language;
}

/** Connects a new visitor, or one more page of a visitor whose token is given. */
export async function connectVisitor(
  server: Pick<TestServer, 'url'>,
  options: ConnectOptions & { readonly shop?: string; readonly token?: string } = {},
): Promise<VisitorClient> {
  const { language = 'en', shop = 'demo', token } = options;
  const data = await post(`${server.url}/api/visitors`, { shop, language, ...(token ? { token } : {}) });
  const welcomed = createVisitor.output.parse(data);
  const socket = await connect(server.url, {
    auth: { protocol: PROTOCOL_VERSION, as: 'visitor', token: welcomed.token, language },
  });
  const { visitor, ...rest } = welcomed;
  return Object.assign(new TestClient(socket), { ...rest, visitorId: visitor.id });
}

/** Signs a member in and connects a page of theirs; with a cookie, one more page of the same sign-in. */
export async function connectMember(
  server: Pick<TestServer, 'url' | 'password'>,
  loginName = 'demo:lan',
  options: ConnectOptions & { readonly cookie?: string } = {},
): Promise<MemberClient> {
  const cookie = options.cookie ?? (await signIn(server, loginName));
  const socket = await connect(server.url, {
    auth: { protocol: PROTOCOL_VERSION, as: 'member', language: options.language ?? 'en' },
    extraHeaders: { cookie },
  });
  const client = new TestClient(socket);
  const { self } = await client.command('session:hello', {});
  if (self.kind !== 'member') throw new Error('A member is taken for a visitor');
  return Object.assign(client, { memberId: self.member.id, cookie });
}

/** Signs a member in and answers the cookie. */
export async function signIn(
  server: Pick<TestServer, 'url' | 'password'>,
  loginName: string,
): Promise<string> {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName, password: server.password }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`${loginName} could not sign in: ${await response.text()}`);
  return cookie;
}

/** Opens a socket; rejects with what `connect_error` says (its `data` is a WireError). */
export function connect(url: string, options: Partial<ManagerOptions & SocketOptions>): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
}

/** Posts JSON and answers the data of the reply. */
async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const reply = (await response.json()) as Reply<unknown>;
  if (!reply.ok) throw new RefusedError(reply.error);
  return reply.data;
}
