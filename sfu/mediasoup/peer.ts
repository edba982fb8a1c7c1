import type { types } from 'mediasoup';
import type { MediasoupEvent, MediaGrant } from '#protocol';
import { iceServersForPages } from '../ice-servers.ts';
import type { MediaFact, MediaPermissions } from '../media-engine.ts';
import { capabilitiesForPages } from './codecs.ts';
import type { MediasoupConfig } from './config.ts';
import type { Feed } from './feed.ts';
import type { PublishedTrack } from './published-track.ts';
import { receiveScore, sendScore } from './quality.ts';

export type Direction = 'send' | 'receive';

const INITIAL_OUTGOING_BITS = 1_500_000;
const MAX_INCOMING_BITS = 8_000_000;
/** Browsers prove every few seconds that they are still there (RFC 7675); silence longer than this is told. */
const CONSENT_TIMEOUT_SECONDS = 8;

/** One admission of a participant: the two transports of its page, what it sends and what it receives. */
export class Peer {
  readonly id: string;
  readonly generation: number;
  readonly transports: Readonly<Record<Direction, types.WebRtcTransport>>;
  readonly tracks = new Map<string, PublishedTrack>();
  /** By consumer id. */
  readonly feeds = new Map<string, Feed>();
  /** Ids of tracks a consumer exists or is being made for, so that none is made twice. */
  readonly fed = new Set<string>();
  permissions: MediaPermissions;
  /** Known once the page has joined. */
  rtpCapabilities: types.RtpCapabilities | undefined;
  readonly #tell: (fact: MediaFact) => void;
  readonly #quality: Partial<Record<Direction, number>> = {};
  #connected = false;
  #closed: (() => void) | undefined;

  private constructor(
    id: string,
    generation: number,
    permissions: MediaPermissions,
    transports: Readonly<Record<Direction, types.WebRtcTransport>>,
    tell: (fact: MediaFact) => void,
  ) {
    this.id = id;
    this.generation = generation;
    this.permissions = permissions;
    this.transports = transports;
    this.#tell = tell;
    for (const transport of Object.values(transports)) {
      transport.on('icestatechange', () => this.#onTransportState());
      transport.on('dtlsstatechange', () => this.#onTransportState());
    }
  }

  static async create(options: {
    id: string;
    generation: number;
    permissions: MediaPermissions;
    router: types.Router;
    server: types.WebRtcServer;
    tell: (fact: MediaFact) => void;
  }): Promise<Peer> {
    const { router, server: webRtcServer } = options;
    const create = () =>
      router.createWebRtcTransport({
        webRtcServer,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITS,
        iceConsentTimeout: CONSENT_TIMEOUT_SECONDS,
      });
    const [send, receive] = await Promise.all([create(), create()]);
    await send.setMaxIncomingBitrate(MAX_INCOMING_BITS);
    return new Peer(options.id, options.generation, options.permissions, { send, receive }, options.tell);
  }

  /** What this peer's page needs to join. */
  grant(
    roomId: string,
    router: types.Router,
    config: MediasoupConfig,
    videoCodecs: readonly string[],
  ): MediaGrant {
    const { id: peerId, generation, transports } = this;
    return {
      engine: 'mediasoup',
      roomId,
      peerId,
      generation,
      routerRtpCapabilities: capabilitiesForPages(router.rtpCapabilities),
      send: wireTransport(transports.send),
      receive: wireTransport(transports.receive),
      iceServers: iceServersForPages(config.iceServers),
      videoCodecs: [...videoCodecs],
    };
  }

  /** Tells this peer's page something. */
  send(message: MediasoupEvent): void {
    this.#tell({ type: 'message', peerId: this.id, generation: this.generation, message });
  }

  /** Tells how well media flows, where that has changed. */
  reportQuality(): void {
    const scores = { send: sendScore(this.tracks.values()), receive: receiveScore(this.feeds.values()) };
    for (const direction of ['send', 'receive'] as const) {
      const score = scores[direction];
      if (score === undefined || score === this.#quality[direction]) continue;
      this.#quality[direction] = score;
      this.#tell({ type: 'quality', peerId: this.id, direction, score });
      this.send({ type: 'quality', direction, score });
    }
  }

  #onTransportState(): void {
    const started = Object.values(this.transports).filter(({ dtlsState }) => dtlsState !== 'new');
    const up = started.length > 0 && started.every(isUp);
    const down = started.some(isDown);
    if (up && !this.#connected) this.#tell({ type: 'peerConnected', peerId: this.id });
    if (down && this.#connected) this.#tell({ type: 'peerDisconnected', peerId: this.id });
    this.#connected = up || (this.#connected && !down);
  }

  /** Who is told once when this admission ends. */
  onClosed(listener: () => void): void {
    this.#closed = listener;
  }

  /** Ends this admission; its tracks, feeds and transports with it. */
  close(): void {
    for (const transport of Object.values(this.transports)) {
      transport.removeAllListeners('icestatechange');
      transport.removeAllListeners('dtlsstatechange');
      transport.close();
    }
    this.tracks.clear();
    this.feeds.clear();
    this.#closed?.();
    this.#closed = undefined;
  }
}

function isUp({ iceState, dtlsState }: types.WebRtcTransport): boolean {
  return (iceState === 'connected' || iceState === 'completed') && dtlsState === 'connected';
}

function isDown({ iceState, dtlsState }: types.WebRtcTransport): boolean {
  return iceState === 'disconnected' || dtlsState === 'failed' || dtlsState === 'closed';
}

function wireTransport(transport: types.WebRtcTransport) {
  return {
    id: transport.id,
    iceParameters: { ...transport.iceParameters },
    iceCandidates: transport.iceCandidates.map((candidate) => ({ ...candidate })),
    dtlsParameters: { ...transport.dtlsParameters },
  };
}
