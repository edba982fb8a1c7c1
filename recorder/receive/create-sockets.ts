import { BatchedSockets } from './batched-sockets.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { loadLibc } from './libc.ts';
import type { RtpSockets } from './rtp-socket.ts';

/** Ports that are read with many datagrams at a call of the system, where that can be had. */
export async function createSockets(): Promise<RtpSockets> {
  const libc = await loadLibc();
  return libc ? new BatchedSockets(libc) : DatagramSocket;
}
