import type { Server as HttpServer } from 'node:http';
import {
  facts as factSchemas,
  handshake as handshakeSchema,
  LIMITS,
  PROTOCOL_VERSION,
  type Handshake,
  type Reply,
} from '#protocol';
import type { Logger } from 'pino';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import { actorKey } from './actor-key.ts';
import { AppError } from '#protocol/app-error';
import { addressKey, clientAddress } from './client-address.ts';
import { Connections } from './connections.ts';
import type { Audience, ConnectionEvents, FactSender } from './fact-sender.ts';
import { parse } from './parse.ts';
import { maskError } from './mask-error.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Connection, RunCommand } from './register.ts';

/** Establishes who a new connection is; rejects with an AppError. */
export type AuthenticateSocket = (
  handshake: Handshake,
  headers: Socket['request']['headers'],
) => Promise<Actor>;

/** What sockets count. */
export interface SocketRates {
  /** By address: attempts to connect, before anybody is looked up. */
  readonly handshakes: RateLimit;
  /** By person: messages that are no commands; commands are counted where they are run. */
  readonly person: RateLimit;
  /** By connection: every message; one that goes on past this is closed. */
  readonly connection: RateLimit;
}

/** A page keeps one socket: this is for people with many tabs. */
const SOCKETS_OF_ONE = 20;

export interface SocketAdapterDeps {
  readonly log: Logger;
  readonly rates: SocketRates;
  /** Proxies whose `X-Forwarded-For` counts. */
  readonly trustProxy: number;
  /** Checks facts against the contract before they leave; for tests. */
  readonly checkOutput?: boolean | undefined;
}

interface SocketData {
  connection: Connection;
}
type WireServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
type WireSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/** The Socket.IO side of the wire: lets people in, passes commands to `RunCommand`, carries facts to rooms. */
export class SocketAdapter implements FactSender {
  readonly #io: WireServer;
  readonly #connections = new Connections();
  readonly #deps: SocketAdapterDeps;

  constructor(deps: SocketAdapterDeps) {
    this.#deps = deps;
    this.#io = new Server({
      serveClient: false,
      // Larger than our own limit, which is checked first and can be named; past this one Socket.IO closes the
      // connection without a word.
      maxHttpBufferSize: 8 * LIMITS.socketMessageBytes,
      pingInterval: 10_000,
      pingTimeout: 8_000,
    });
  }

  get connections(): ConnectionEvents {
    return this.#connections;
  }

  /** Starts to let people in. */
  start(server: HttpServer, authenticate: AuthenticateSocket, run: RunCommand): void {
    this.#io.use((socket, next) => {
      this.#admit(socket, authenticate).then(
        () => next(),
        (error: unknown) => next(asConnectError(error, languageOf(socket), this.#deps.log)),
      );
    });
    this.#io.on('connection', (socket) => this.#serve(socket, run));
    this.#io.attach(server);
  }

  send: FactSender['send'] = (to, fact, data) => {
    if (this.#deps.checkOutput) z.parse(factSchemas[fact], data);
    const pages = this.#io.to(roomOf(to));
    const audience = 'except' in to && to.except !== undefined ? pages.except(to.except) : pages;
    audience.emit(fact, data);
  };

  /** Ends every page of one sign-in. */
  endSession(sessionId: string): void {
    const pages = this.#io.in(`session:${sessionId}`);
    pages.emit('session:ended', { reason: 'signed_out' });
    pages.disconnectSockets(true);
  }

  /** Tells everybody that the server stops, and closes all connections. */
  async close(): Promise<void> {
    this.#io.emit('session:ended', { reason: 'server_stopping' });
    await this.#io.close();
  }

  async #admit(socket: WireSocket, authenticate: AuthenticateSocket): Promise<void> {
    const auth: Record<string, unknown> = socket.handshake.auth;
    // Before the rest is parsed: another version may say other things of itself, and its version otherwise.
    if (auth['protocol'] !== PROTOCOL_VERSION) {
      throw new AppError('protocol_mismatch', `the service speaks version ${PROTOCOL_VERSION}`);
    }
    const { request } = socket;
    const forwarded = request.headers['x-forwarded-for'];
    const address = addressKey(clientAddress(request.socket.remoteAddress, forwarded, this.#deps.trustProxy));
    await this.#deps.rates.handshakes.take(address);
    const handshake = parse(handshakeSchema, auth);
    const actor = await authenticate(handshake, request.headers);
    if (this.#connections.pagesOf(actor) >= SOCKETS_OF_ONE) {
      throw new AppError('too_many_requests', `at most ${SOCKETS_OF_ONE} open pages`);
    }
    const { language } = handshake;
    socket.data.connection = { actor, language, connectionId: socket.id, addressKey: address };
  }

  #serve(socket: WireSocket, run: RunCommand): void {
    const { connection } = socket.data;
    const { actor } = connection;
    const { rates } = this.#deps;
    void socket.join(roomsOf(actor));
    this.#connections.opened(actor);
    socket.on('disconnect', () => this.#connections.closed(actor, socket.id));
    socket.onAny((name: unknown, ...args: unknown[]) => {
      rates.connection.take(connection.connectionId).catch(() => socket.disconnect(true));
      const acknowledge = args.pop();
      // Without an acknowledgement nobody would learn of a refusal: not a command, but counted.
      if (typeof name !== 'string' || !isAcknowledge(acknowledge)) {
        rates.person.take(actorKey(actor)).catch(() => {});
        return;
      }
      void run(connection, name, args.length === 1 ? args[0] : undefined).then(acknowledge);
    });
  }
}

function isAcknowledge(value: unknown): value is (reply: Reply<unknown>) => void {
  return typeof value === 'function';
}

function roomsOf(actor: Actor): string[] {
  return actor.kind === 'visitor'
    ? [`visitor:${actor.visitorId}`, `visitorsOf:${actor.shopId}`]
    : [`member:${actor.memberId}`, `membersOf:${actor.shopId}`, `session:${actor.sessionId}`];
}

function roomOf(to: Audience): string {
  if ('visitor' in to) return `visitor:${to.visitor}`;
  if ('member' in to) return `member:${to.member}`;
  if ('membersOf' in to) return `membersOf:${to.membersOf}`;
  if ('visitorsOf' in to) return `visitorsOf:${to.visitorsOf}`;
  return to.connection;
}

function languageOf(socket: WireSocket): 'en' | 'zh' {
  const auth: Record<string, unknown> = socket.handshake.auth;
  return auth['language'] === 'zh' ? 'zh' : 'en';
}

/** As Socket.IO carries a refusal to the client: `connect_error` with `data`, a WireError. */
function asConnectError(error: unknown, language: 'en' | 'zh', log: Logger): Error {
  const data = maskError(error, language, log);
  return Object.assign(new Error(data.message), { data });
}
