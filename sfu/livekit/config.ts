import type { IceServer } from '../ice-servers.ts';

/** One node of the cluster, or what stands in front of several. */
export interface NodeAddress {
  /** Where browsers reach it, `wss://media.example.com`. */
  readonly url: string;
  /** Where we reach it, `http://10.0.0.5:7880`. */
  readonly apiUrl: string;
}

/** Where the cluster's Egress service is to put the files of tracks. */
export interface EgressConfig {
  /** The folder as we see it. */
  readonly folder: string;
  /** The same folder as the service sees it. */
  readonly serviceFolder: string;
}

/** How a LiveKit cluster is reached; part of the server's configuration. */
export interface LivekitConfig {
  readonly nodes: readonly NodeAddress[];
  /** Begins the names of our rooms: the same at each start of this server, and no other's. */
  readonly owner: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The cluster's own Redis, where nodes that are being stopped say so. */
  readonly redisUrl?: string | undefined;
  /** There when its Egress service writes the recordings. */
  readonly egress?: EgressConfig | undefined;
  /** Names of video codecs that rooms may use, `VP8`; order is the default preference. */
  readonly videoCodecs: readonly string[];
  /** STUN and TURN servers that pages are told of; none leaves it to the cluster. */
  readonly iceServers: readonly IceServer[];
}
