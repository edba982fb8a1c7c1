import { createSocket, type Socket } from 'node:dgram';
import type { TapOrder, TapShape } from './messages.ts';

/** The way of one track's packets to a port of this machine. */
export class Forwarding {
  readonly order: TapOrder;
  readonly #socket: Socket = createSocket('udp4');
  #shape: TapShape | undefined;
  #flowing: boolean;

  constructor(order: TapOrder) {
    this.order = order;
    this.#flowing = order.flowing;
    this.#shape = order.shape;
    // Nobody listens any more: the packets of the moment are lost, as they should be.
    this.#socket.on('error', () => {});
    this.#socket.unref();
  }

  /** What was told of the packets; later ones keep to it as far as a receiver must know it beforehand. */
  get shape(): TapShape | undefined {
    return this.#shape;
  }

  /** @returns whether it was not known before. */
  told(shape: TapShape): boolean {
    const first = this.#shape === undefined;
    this.#shape ??= shape;
    return first;
  }

  /** From here on packets go out. */
  start(): void {
    this.#flowing = true;
  }

  rtp(packet: Buffer): void {
    this.#send(packet, this.order.rtpPort);
  }

  rtcp(packet: Buffer): void {
    this.#send(packet, this.order.rtcpPort);
  }

  close(): void {
    this.#flowing = false;
    this.#socket.close();
  }

  #send(packet: Buffer, port: number): void {
    if (this.#flowing) this.#socket.send(packet, port, this.order.ip);
  }
}
