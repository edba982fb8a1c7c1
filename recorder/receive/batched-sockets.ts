import type { RecorderPorts } from '../recorder.ts';
import type { Libc } from './libc.ts';
import { LOOPBACK, RECEIVE_BUFFER, type RtpSocket, type RtpSockets } from './rtp-socket.ts';

/** Longer than packets of speech are apart saves no call; shorter than a picture, no key frame is asked for later. */
const EVERY_MS = 20;
/** Datagrams taken at one call. */
const AT_ONCE = 32;
/** No packet of a call is as large. */
const LARGEST = 2048;
/** Datagrams are handed out in pieces of so much memory: each by itself would cost more than its reading. */
const BLOCK = 256 * 1024;

/** From the headers of Linux, the same on x86-64 and ARM. */
const [AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_CLOEXEC] = [2, 2, 0o4000, 0o2000000];
const [SOL_SOCKET, SO_RCVBUF, MSG_DONTWAIT] = [1, 8, 0x40];

/** Layout of `struct iovec`, `struct mmsghdr` and `struct sockaddr_in`, in bytes. */
const IOVEC = { size: 16, base: 0, length: 8 };
const MMSGHDR = { size: 64, iov: 16, iovlen: 24, received: 56 };
const SOCKADDR_IN = { size: 16, port: 2, address: 4 };

/** Ports that are read together, many datagrams at a call: Node's own way costs a recorder of many tracks most of its
 *  time. */
export class BatchedSockets implements RtpSockets {
  readonly #libc: Libc;
  readonly #open = new Set<BatchedSocket>();
  readonly #landing: Landing;
  #timer: NodeJS.Timeout | undefined;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#landing = new Landing(libc);
  }

  // It rejects, and does not throw, when there is no socket.
  async open(): Promise<RtpSocket> {
    const socket = new BatchedSocket(this.#libc, () => this.#close(socket));
    this.#open.add(socket);
    this.#timer ??= setInterval(() => this.#read(), EVERY_MS);
    return socket;
  }

  #read(): void {
    for (const { fd, onDatagram } of this.#open) this.#landing.read(fd, onDatagram);
  }

  #close(socket: BatchedSocket): void {
    if (!this.#open.delete(socket)) return;
    // What has come until now counts.
    this.#landing.read(socket.fd, socket.onDatagram);
    this.#libc.close(socket.fd);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

class BatchedSocket implements RtpSocket {
  readonly fd: number;
  readonly ports: RecorderPorts;
  readonly close: () => void;
  onDatagram: ((datagram: Buffer) => void) | undefined;

  constructor(libc: Libc, close: () => void) {
    this.close = close;
    this.fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (this.fd < 0) throw new Error('The system has no socket left');
    const address = Buffer.alloc(SOCKADDR_IN.size);
    address.writeUInt16LE(AF_INET, 0);
    address.set(LOOPBACK.split('.').map(Number), SOCKADDR_IN.address);
    const buffer = Buffer.from(Int32Array.of(RECEIVE_BUFFER).buffer);
    const length = Buffer.from(Int32Array.of(address.length).buffer);
    libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUF, buffer, buffer.length);
    const bound = libc.bind(this.fd, address, address.length);
    if (bound < 0 || libc.getsockname(this.fd, address, length) < 0) {
      libc.close(this.fd);
      throw new Error('The system has no port left');
    }
    const port = address.readUInt16BE(SOCKADDR_IN.port);
    this.ports = { ip: LOOPBACK, rtpPort: port, rtcpPort: port };
  }

  receive(onDatagram: (datagram: Buffer) => void): void {
    this.onDatagram = onDatagram;
  }
}

/** Where datagrams land, and from where they are handed out. */
class Landing {
  readonly #libc: Libc;
  readonly #ground = Buffer.alloc(AT_ONCE * LARGEST);
  readonly #vectors = Buffer.alloc(AT_ONCE * IOVEC.size);
  readonly #messages = new Uint32Array((AT_ONCE * MMSGHDR.size) / 4);
  readonly #address: bigint;
  #block = Buffer.allocUnsafeSlow(BLOCK);
  #used = 0;

  constructor(libc: Libc) {
    this.#libc = libc;
    const messages = Buffer.from(this.#messages.buffer);
    const [ground, vectors] = [libc.addressOf(this.#ground), libc.addressOf(this.#vectors)];
    this.#address = libc.addressOf(messages);
    for (let index = 0; index < AT_ONCE; index += 1) {
      const [vector, message] = [index * IOVEC.size, index * MMSGHDR.size];
      this.#vectors.writeBigUInt64LE(ground + BigInt(index * LARGEST), vector + IOVEC.base);
      this.#vectors.writeBigUInt64LE(BigInt(LARGEST), vector + IOVEC.length);
      messages.writeBigUInt64LE(vectors + BigInt(vector), message + MMSGHDR.iov);
      messages.writeBigUInt64LE(1n, message + MMSGHDR.iovlen);
    }
  }

  /** Takes all that has come to a socket; without a listener it is gone. */
  read(fd: number, onDatagram: ((datagram: Buffer) => void) | undefined): void {
    for (;;) {
      const count = this.#libc.recvmmsg(fd, this.#address, AT_ONCE, MSG_DONTWAIT, null);
      for (let index = 0; index < count; index += 1) {
        const length = this.#messages[(index * MMSGHDR.size + MMSGHDR.received) / 4] ?? 0;
        onDatagram?.(this.#taken(index * LARGEST, length));
      }
      if (count < AT_ONCE) return;
    }
  }

  #taken(at: number, length: number): Buffer {
    if (this.#used + length > BLOCK) [this.#block, this.#used] = [Buffer.allocUnsafeSlow(BLOCK), 0];
    const datagram = this.#block.subarray(this.#used, this.#used + length);
    this.#ground.copy(datagram, 0, at, at + length);
    this.#used += length;
    return datagram;
  }
}
