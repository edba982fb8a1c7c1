import { createSocket, type Socket } from 'node:dgram';
import type { TapOrder, TapShape } from './messages.ts';

/** The way of one track's packets to a port of this machine. */
export class Forwarding {
  readonly order: TapOrder;
  readonly #socket: Socket = createSocket('udp4');
  #shape: TapShape | undefined;

  constructor(order: TapOrder) {
    this.order = order;
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

  rtp(packet: Buffer): void {
    this.#send(packet, this.order.rtpPort);
  }

  rtcp(packet: Buffer): void {
    this.#send(packet, this.order.rtcpPort);
  }

  close(): void {
    this.#socket.close();
  }

  #send(packet: Buffer, port: number): void {
    if (Atomics.load(this.order.open, 0) === 1) this.#socket.send(packet, port, this.order.ip);
  }
}
