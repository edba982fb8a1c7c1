import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RecorderPorts } from '../recorder.ts';
import { LOOPBACK, RECEIVE_BUFFER, type RtpSocket } from './rtp-socket.ts';

/** A port that Node reads, one datagram at a time. */
export class DatagramSocket implements RtpSocket {
  readonly ports: RecorderPorts;
  readonly #socket: Socket;
  #onDatagram: ((datagram: Buffer) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const { port } = socket.address();
    this.ports = { ip: LOOPBACK, rtpPort: port, rtcpPort: port };
    socket.on('message', (datagram) => this.#onDatagram?.(datagram));
    // Nothing is sent from here: what the system reports concerns no track.
    socket.on('error', () => {});
  }

  static async open(): Promise<DatagramSocket> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
    socket.bind(0, LOOPBACK);
    try {
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      throw error;
    }
    return new DatagramSocket(socket);
  }

  receive(onDatagram: (datagram: Buffer) => void): void {
    this.#onDatagram = onDatagram;
  }

  close(): void {
    this.#onDatagram = undefined;
    this.#socket.close();
  }
}
