import { WebSocket as WebSocketTransport } from 'engine.io-client';
import { io, type Socket } from 'socket.io-client';
import { readonly, shallowRef, type Ref } from 'vue';
import type { CommandInput, CommandName, CommandOutput, FactData, FactName, Language } from '#protocol';
import type { Reply, WireError } from '#protocol/errors';
import { PROTOCOL_VERSION } from '#protocol/version';
import type { MediaSignaling } from '../media/media-session.ts';
import { CommandError, fromWire } from './command-error.ts';
import { MediaInbox } from './media-inbox.ts';
import { newId } from './new-id.ts';
import { PendingCommands } from './pending-commands.ts';

/** `outdated`: the service speaks a newer contract, the page must be reloaded. */
export type SignalingState = 'connecting' | 'online' | 'offline' | 'outdated';

/** Who connects; a member is known by the cookie of their sign-in. */
export type SignalingOptions = {
  readonly language: Language;
  /** Where the service is; without it the page's own origin. */
  readonly url?: string;
} & ({ readonly as: 'visitor'; readonly token: string } | { readonly as: 'member' });

/** The typed socket: commands are asked, facts are told. */
export interface Signaling extends MediaSignaling {
  readonly state: Readonly<Ref<SignalingState>>;
  /** Sends a command, over as many connections as it takes; rejects with a `CommandError`. */
  command<N extends CommandName>(
    name: N,
    input: CommandInput<N>,
    options?: { readonly timeoutMs?: number },
  ): Promise<CommandOutput<N>>;
  /** Listens to a fact; the function it returns takes the listener away. */
  on<N extends FactName>(fact: N, listener: (data: FactData<N>) => void): () => void;
  /** Called each time the connection stands again after it was lost: catch up on what was missed. */
  onReconnected(listener: () => void): () => void;
  /** Called when the service does not let this page in: signed out, token expired. */
  onRefused(listener: (error: CommandError) => void): () => void;
  /** Tries to connect at once, rather than when the next try is due. */
  reconnect(): void;
  /** The language of sentences from now on. */
  setLanguage(language: Language): void;
  close(): void;
}

const COMMAND_WITHIN_MS = 20_000;
/** A connection that is silent this long after a command is asked whether it is still alive. */
const SUSPICIOUS_AFTER_MS = 4000;
const ALIVE_WITHIN_MS = 2000;
const REFUSED_RETRY_MS = 2000;

/** Opens the socket and keeps it open until `close`. */
export function connectSignaling(options: SignalingOptions): Signaling {
  let { language } = options;
  const state = shallowRef<SignalingState>('connecting');
  const pending = new PendingCommands();
  const inbox = new MediaInbox();
  const facts = new Map<string, Set<(data: never) => void>>();
  const reconnected = new Set<() => void>();
  const refused = new Set<(error: CommandError) => void>();
  const life = new AbortController();
  let wasOnline = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const socket: Socket = io(options.url ?? '/', {
    auth: (answer) => {
      const who = options.as === 'visitor' ? { as: options.as, token: options.token } : { as: options.as };
      answer({ protocol: PROTOCOL_VERSION, ...who, language });
    },
    // Straight to WebSocket saves two round trips; polling only where something in between forbids it.
    transports: [WebSocketTransport],
    withCredentials: true,
    forceNew: true,
    reconnectionDelay: 200,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
    timeout: 5000,
  });

  /** From the next attempt on, and first: where WebSockets open and are cut, only polling finds out. */
  async function allowPolling(): Promise<void> {
    const code = await import('./polling.ts').catch(() => null);
    if (code) socket.io.opts.transports = [code.Polling, WebSocketTransport];
  }

  socket.on('connect', () => {
    state.value = 'online';
    pending.connected((name, payload, answered) => socket.emit(name, payload, answered));
    if (wasOnline) for (const listener of reconnected) listener();
    wasOnline = true;
  });
  socket.on('disconnect', (reason) => {
    pending.disconnected();
    if (state.value !== 'outdated' && !life.signal.aborted) state.value = 'offline';
    // The one kind of loss after which Socket.IO does not try again by itself.
    if (reason === 'io server disconnect') reconnectIn(REFUSED_RETRY_MS);
  });
  socket.on('connect_error', (error: Error & { data?: WireError }) => {
    if (state.value === 'online') return;
    if (!wasOnline) void allowPolling();
    // Socket.IO keeps trying by itself after anything but a refusal by the server.
    if (socket.active) {
      state.value = 'offline';
      return;
    }
    const refusal = fromWire(error.data ?? { code: 'unavailable', message: error.message });
    state.value = refusal.code === 'protocol_mismatch' ? 'outdated' : 'offline';
    if (refusal.retryable) {
      reconnectIn(REFUSED_RETRY_MS);
      return;
    }
    pending.expire();
    for (const listener of refused) listener(refusal);
  });
  socket.onAny((fact: string, data: unknown) => {
    // The server has checked what it tells against the contract; the types are restored here.
    if (fact === 'media:event') inbox.receive(data as FactData<'media:event'>);
    for (const listener of facts.get(fact) ?? []) listener(data as never);
  });

  const reconnectNow = () => {
    if (life.signal.aborted || state.value === 'outdated') return;
    clearTimeout(retry);
    socket.disconnect().connect();
  };
  const reconnectIn = (delay: number) => {
    clearTimeout(retry);
    retry = setTimeout(reconnectNow, delay * (0.75 + Math.random() / 2));
  };
  /** A half-open connection looks well for up to a minute: ask, and take silence for an answer. */
  const verify = async () => {
    if (!socket.connected) return reconnectNow();
    const probe = { id: newId(), input: {} };
    await socket.timeout(ALIVE_WITHIN_MS).emitWithAck('session:hello', probe).catch(reconnectNow);
  };
  addEventListener('online', () => void verify(), { signal: life.signal });
  addEventListener('pageshow', () => void (socket.connected || reconnectNow()), { signal: life.signal });
  document.addEventListener(
    'visibilitychange',
    () => void (document.hidden || socket.connected || reconnectNow()),
    { signal: life.signal },
  );

  const command: Signaling['command'] = (name, input, { timeoutMs = COMMAND_WITHIN_MS } = {}) => {
    if (life.signal.aborted || state.value === 'outdated') {
      const code = state.value === 'outdated' ? 'protocol_mismatch' : 'unavailable';
      return Promise.reject(new CommandError(code));
    }
    const id = newId();
    const suspicious = setTimeout(() => void verify(), SUSPICIOUS_AFTER_MS);
    const tooLate = setTimeout(() => pending.expire(id), timeoutMs);
    return new Promise<never>((resolve, reject) => {
      pending.add({
        id,
        name,
        input,
        settle: (reply: Reply<unknown>) => {
          if (reply.ok) resolve(reply.data as never);
          else reject(fromWire(reply.error));
        },
        expire: () => reject(new CommandError('unavailable', `${name} got no answer`)),
      });
    }).finally(() => {
      clearTimeout(suspicious);
      clearTimeout(tooLate);
    });
  };

  return {
    state: readonly(state),
    command,
    on: (fact, listener) => {
      const listeners = facts.get(fact) ?? new Set();
      facts.set(fact, listeners.add(listener));
      return () => listeners.delete(listener);
    },
    onReconnected: (listener) => subscribe(reconnected, listener),
    onRefused: (listener) => subscribe(refused, listener),
    reconnect: reconnectNow,
    setLanguage: (next) => {
      language = next;
    },
    request: (callId, generation, message) =>
      command('media:request', { callId, generation, request: message as never }),
    onEvent: (listener) => inbox.listen(listener),
    close: () => {
      life.abort();
      clearTimeout(retry);
      socket.disconnect();
      state.value = 'offline';
      pending.expire();
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
