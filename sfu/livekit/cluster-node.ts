import type { LivekitConfig, NodeAddress } from './config.ts';
import { type NodeTrouble, troubleOf } from './node-trouble.ts';
import { watchToken } from './token.ts';

const AGAIN_AFTER_MS = 300;
const PING_EVERY_MS = 1000;
/** Silence that long is looked into, on a line that is not there yet too. */
const SILENT_MS = 3000;
const ANSWERS_WITHIN_MS = 250;

/** What a node tells the cluster. */
export interface NodeListener {
  up(node: ClusterNode): void;
  /** The process is gone, with all its rooms. */
  lost(node: ClusterNode): void;
  /** How it stands has been looked at. */
  stands(node: ClusterNode): void;
}

/** One node of LiveKit, and the line that tells us at once when it is gone. The line is that of LiveKit's agents:
 *  it names the node, stays open as long as the process lives, and is never given any work under our name. */
export class ClusterNode {
  readonly url: string;
  readonly apiUrl: string;
  /** LiveKit's own id of this process; another one after each start. */
  id: string | undefined;
  /** Rooms we have on it; kept by the rooms. */
  rooms = 0;
  /** Asked to stop: takes no new rooms. */
  draining = false;
  /** What keeps calls from it, as far as is known. */
  trouble: NodeTrouble | undefined;
  readonly #config: LivekitConfig;
  readonly #listener: NodeListener;
  #up = false;
  #line: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #heardAt = 0;
  #answersStrangely = false;
  #closed = false;

  constructor({ url, apiUrl }: NodeAddress, config: LivekitConfig, listener: NodeListener) {
    this.url = url;
    this.apiUrl = apiUrl;
    this.#config = config;
    this.#listener = listener;
    void this.#open();
  }

  get up(): boolean {
    return this.#up;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#line?.close();
    this.#up = false;
  }

  async #open(): Promise<void> {
    const token = await watchToken(this.#config);
    if (this.#closed) return;
    const address = new URL('/agent', this.apiUrl.replace(/^http/, 'ws'));
    address.searchParams.set('access_token', token);
    const line = new WebSocket(address);
    this.#line = line;
    this.#heardAt = performance.now();
    this.#timer = setInterval(() => this.#ping(line), PING_EVERY_MS);
    line.addEventListener('open', () => {
      this.#heardAt = performance.now();
      // Only somebody who asks for an agent of this name would get it: nobody does.
      line.send(JSON.stringify({ register: { type: 'JT_ROOM', agentName: 'kanhuo-watch', version: '1' } }));
    });
    line.addEventListener('message', ({ data }) => void this.#heard(line, String(data)));
    line.addEventListener('close', () => void this.#ended(line));
    line.addEventListener('error', () => void this.#ended(line));
  }

  #ping(line: WebSocket): void {
    if (performance.now() - this.#heardAt > SILENT_MS) void this.#ended(line);
    else if (line.readyState === line.OPEN)
      line.send(JSON.stringify({ ping: { timestamp: String(Date.now()) } }));
  }

  async #heard(line: WebSocket, message: string): Promise<void> {
    this.#heardAt = performance.now();
    const { register } = JSON.parse(message) as { register?: { serverInfo?: { nodeId?: string } } };
    if (!register) return;
    const id = register.serverInfo?.nodeId;
    // The same address and another process: the one that held our rooms is gone.
    if (this.#up && id !== this.id) this.#lose();
    this.id = id;
    if (this.#up) return;
    // Another process may be configured in another way.
    const trouble = await troubleOf(this.apiUrl, this.#config, true);
    if (this.#line !== line || this.#closed) return;
    // Not known is not sound: it is asked again over a new line.
    if (trouble === 'unreachable') return void this.#ended(line);
    this.trouble = trouble;
    this.#up = true;
    this.draining = false;
    this.#listener.up(this);
    this.#listener.stands(this);
  }

  async #ended(line: WebSocket): Promise<void> {
    if (this.#line !== line) return;
    this.#line = undefined;
    clearInterval(this.#timer);
    line.close();
    if (this.#closed) return;
    // A proxy between us may have cut the line; then the node itself still answers.
    if (this.#up && !(await this.#answers())) this.#lose();
    if (!this.#up) await this.#seeWhy();
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#open(), AGAIN_AFTER_MS);
    this.#timer.unref();
  }

  #lose(): void {
    this.#up = false;
    if (!this.#closed) this.#listener.lost(this);
  }

  async #seeWhy(): Promise<void> {
    const trouble = await troubleOf(this.apiUrl, this.#config, false);
    // One that is just coming up answers before it takes a line.
    const isNew = trouble === 'notWatched' && !this.#answersStrangely;
    this.#answersStrangely = trouble === 'notWatched';
    if (this.#closed || isNew) return;
    this.trouble = trouble;
    this.#listener.stands(this);
  }

  async #answers(): Promise<boolean> {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    return fetch(this.apiUrl, { signal }).then(
      () => true,
      () => false,
    );
  }
}
