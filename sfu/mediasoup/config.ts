import type { IceServer } from '../ice-servers.ts';

/** How the embedded engine runs; part of the server's configuration. */
export interface MediasoupConfig {
  /** Worker processes that carry calls, usually one per core; one more is kept warm as a spare. */
  readonly workers: number;
  /** Path of the mediasoup worker program; without it mediasoup's own. */
  readonly workerBin?: string | undefined;
  /** Address the workers listen on, `0.0.0.0` for all. */
  readonly listenIp: string;
  /** Address pages are told to send to, where it differs from `listenIp`: public IP or host name. */
  readonly announcedAddress?: string | undefined;
  /** First UDP and TCP port; each worker takes one, the spare too (`workers + 1` in all). 0: any free port. */
  readonly ports: number;
  /** Names of video codecs that rooms may use, `VP8`; order is the default preference. */
  readonly videoCodecs: readonly string[];
  /** STUN and TURN servers that pages are told of. */
  readonly iceServers: readonly IceServer[];
  readonly logLevel: 'debug' | 'warn' | 'error' | 'none';
}
