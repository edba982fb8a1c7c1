import type { types } from 'mediasoup-client';
import type { ConnectionState } from '../media-session.ts';
import type { Room } from './room.ts';

type Direction = 'send' | 'receive';

/** A short loss at the same address heals by itself within this time; a restart would gain nothing. */
const HEALS_BY_ITSELF_MS = 3000;
/** How long a restart may take before it is tried again. */
const RESTART_WITHIN_MS = 5000;
const FAILED_AFTER_MS = 30_000;

interface Line {
  readonly direction: Direction;
  readonly transport: types.Transport;
  state: types.ConnectionState;
  timer: ReturnType<typeof setTimeout> | undefined;
  restarting: boolean;
}

/** Watches both transports and gives them new ICE credentials when the network changed or stayed away. */
export class IceRecovery {
  readonly #lines: readonly Line[];
  readonly #room: Room;
  readonly #changed: (state: ConnectionState) => void;
  readonly #life = new AbortController();
  #state: ConnectionState = 'connecting';
  #lostAt = 0;

  constructor(
    transports: readonly { readonly direction: Direction; readonly transport: types.Transport }[],
    room: Room,
    changed: (state: ConnectionState) => void,
  ) {
    this.#room = room;
    this.#changed = changed;
    this.#lines = transports.map((line) => ({ ...line, state: 'new', timer: undefined, restarting: false }));
    for (const line of this.#lines) {
      line.transport.on('connectionstatechange', (state) => this.#onState(line, state));
    }
    addEventListener('online', () => this.#restartAll(), { signal: this.#life.signal });
    watchNetworkType(() => this.#restartAll(), this.#life.signal);
  }

  restart(direction: Direction): void {
    for (const line of this.#lines) if (line.direction === direction) void this.#restart(line);
  }

  #restartAll(): void {
    for (const line of this.#lines) if (line.state !== 'new') void this.#restart(line);
  }

  #onState(line: Line, state: types.ConnectionState): void {
    line.state = state;
    clearTimeout(line.timer);
    if (state === 'disconnected') this.#restartIn(line, HEALS_BY_ITSELF_MS);
    if (state === 'failed') void this.#restart(line);
    this.#tell();
  }

  #restartIn(line: Line, delay: number): void {
    clearTimeout(line.timer);
    line.timer = setTimeout(() => {
      if (line.state !== 'connected') void this.#restart(line);
    }, delay);
  }

  async #restart(line: Line): Promise<void> {
    if (line.restarting || this.#life.signal.aborted) return;
    line.restarting = true;
    try {
      const { direction } = line;
      const { iceParameters } = await this.#room.request({ type: 'restartIce', direction });
      await line.transport.restartIce({ iceParameters: iceParameters as types.IceParameters });
    } catch {
      // No connection to the server, or the transport is closed: the next attempt finds out.
    }
    line.restarting = false;
    if (!this.#life.signal.aborted) this.#restartIn(line, RESTART_WITHIN_MS);
  }

  #tell(): void {
    const started = this.#lines.filter(({ state }) => state !== 'new');
    const well = started.every(({ state }) => state === 'connected');
    const lost = started.some(({ state }) => state === 'disconnected' || state === 'failed');
    if (well && started.length > 0) this.#become('connected');
    else if (lost && this.#state !== 'failed') {
      if (this.#state !== 'reconnecting') this.#lostAt = Date.now();
      this.#become(Date.now() - this.#lostAt > FAILED_AFTER_MS ? 'failed' : 'reconnecting');
    }
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed(state);
  }

  close(): void {
    this.#life.abort();
    for (const line of this.#lines) clearTimeout(line.timer);
  }
}

/** Calls back when the device changed from one kind of network to another (phones; elsewhere it is unknown). */
function watchNetworkType(changed: () => void, signal: AbortSignal): void {
  const network = (navigator as { connection?: EventTarget & { readonly type?: string } }).connection;
  let type = network?.type;
  network?.addEventListener(
    'change',
    () => {
      if (network.type === type) return;
      type = network.type;
      if (type !== 'none') changed();
    },
    { signal },
  );
}
