import type { RecorderPorts } from '../recorder.ts';

/** A key frame of a large picture comes as one burst. */
export const RECEIVE_BUFFER = 1024 * 1024;
export const LOOPBACK = '127.0.0.1';

/** A UDP port on the loopback interface; RTP and RTCP come to the same one (RFC 5761). */
export interface RtpSocket {
  readonly ports: RecorderPorts;
  receive(onDatagram: (datagram: Buffer) => void): void;
  close(): void;
}

export interface RtpSockets {
  open(): Promise<RtpSocket>;
}
