import { Ping, SignalRequest, SignalResponse } from '@livekit/protocol';
import type { RoomPass } from './messages.ts';

/** The version of LiveKit's signal protocol that is spoken: two peer connections, the server offers what it sends. */
const PROTOCOL = '15';

export type Told = SignalResponse['message'];
type Ask = SignalRequest['message'];

/** The WebSocket to a LiveKit room, and the signs of life on it. */
export class SignalLine {
  readonly #socket: WebSocket;
  readonly #closed: () => void;
  #timer: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #over = false;

  /** @param told each message, in order. @param closed called once, however the line ends, but not by `close`. */
  constructor({ apiUrl, token }: RoomPass, told: (message: Told) => void, closed: () => void) {
    this.#closed = closed;
    const address = new URL('rtc', apiUrl.replace(/^http/, 'ws').replace(/\/?$/, '/'));
    address.searchParams.set('access_token', token);
    address.searchParams.set('protocol', PROTOCOL);
    address.searchParams.set('auto_subscribe', '0');
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }) => {
      if (this.#over || !(data instanceof ArrayBuffer)) return;
      this.#heardAt = performance.now();
      const { message } = SignalResponse.fromBinary(new Uint8Array(data));
      if (message.case === 'join') this.#keepAlive(message.value.pingInterval, message.value.pingTimeout);
      told(message);
    });
    this.#socket.addEventListener('close', () => this.#end());
    this.#socket.addEventListener('error', () => this.#end());
  }

  send(message: Ask): void {
    if (this.#socket.readyState === WebSocket.OPEN)
      this.#socket.send(new Uint8Array(new SignalRequest({ message }).toBinary()));
  }

  close(): void {
    this.#over = true;
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #end(): void {
    if (this.#over) return;
    this.close();
    this.#closed();
  }

  #keepAlive(everySeconds: number, withinSeconds: number): void {
    const [every, within] = [everySeconds || 5, withinSeconds || 15];
    this.#timer = setInterval(() => {
      if (performance.now() - this.#heardAt > within * 1000) this.#end();
      else this.send({ case: 'pingReq', value: new Ping({ timestamp: BigInt(Date.now()) }) });
    }, every * 1000);
  }
}
