import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';
/** A key frame of a large picture comes as one burst. */
const RECEIVE_BUFFER = 1024 * 1024;

/** A UDP port on the loopback interface; RTP and RTCP come to the same one (RFC 5761). */
export class RtpSocket {
  readonly #socket: Socket;
  #onDatagram: ((datagram: Buffer) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (datagram) => this.#onDatagram?.(datagram));
    // Nothing is sent from here: what the system reports concerns no track.
    socket.on('error', () => {});
  }

  static async open(): Promise<RtpSocket> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
    socket.bind(0, LOOPBACK);
    try {
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      throw error;
    }
    return new RtpSocket(socket);
  }

  get ports(): { ip: string; rtpPort: number; rtcpPort: number } {
    const { port } = this.#socket.address();
    return { ip: LOOPBACK, rtpPort: port, rtcpPort: port };
  }

  receive(onDatagram: (datagram: Buffer) => void): void {
    this.#onDatagram = onDatagram;
  }

  close(): void {
    this.#onDatagram = undefined;
    this.#socket.close();
  }
}
