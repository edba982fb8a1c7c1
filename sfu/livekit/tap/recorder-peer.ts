import {
  type SessionDescription as Offer,
  SessionDescription,
  SignalTarget,
  UpdateSubscription,
} from '@livekit/protocol';
import {
  type PeerConfig,
  RTCPeerConnection,
  type RTCRtpCodecParameters,
  type RTCRtpTransceiver,
  type RtpPacket,
  useAbsSendTime,
  useAudioLevelIndication,
  useAV1,
  useH264,
  useNACK,
  useOPUS,
  usePLI,
  useSdesMid,
  useTransportWideCC,
  useTWCC,
  useVP8,
  useVP9,
} from 'werift';
import { isBlankPicture } from './blank-pictures.ts';
import { Forwarding } from './forwarding.ts';
import type { RoomPass, TapOrder, TapShape } from './messages.ts';
import { shapeIn } from './offer.ts';
import { ReceivedTrack } from './received-track.ts';
import { SignalLine, type Told } from './signal-line.ts';

const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 2000];

/** What a peer tells of itself. */
export interface PeerListener {
  opened(tapId: number, shape: TapShape): void;
  /** It has to come in (again), and needs a pass for it: `enter`. */
  passWanted(): void;
}

/** Our recorder as a participant of one LiveKit room: hidden, sending nothing, receiving the tracks that are tapped as
 *  they were encoded. It comes back by itself when its connection is lost. */
export class RecorderPeer {
  readonly #listener: PeerListener;
  readonly #options: Partial<PeerConfig>;
  readonly #taps = new Map<number, Forwarding>();
  /** By the section of the connection that carries them. */
  readonly #received = new Map<string, ReceivedTrack>();
  #line: SignalLine | undefined;
  #connection: RTCPeerConnection | undefined;
  /** Which track each section carries. */
  #tracks: Readonly<Record<string, string>> = {};
  #negotiated: Promise<void> = Promise.resolve();
  #joined = false;
  #pause = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param options of the connection that are not to be as they are here. */
  constructor(listener: PeerListener, options: Partial<PeerConfig> = {}) {
    this.#listener = listener;
    this.#options = options;
    listener.passWanted();
  }

  get idle(): boolean {
    return this.#taps.size === 0;
  }

  open(order: TapOrder): void {
    this.#taps.set(order.tapId, new Forwarding(order));
    this.#subscribe([order.trackId], true);
  }

  /** Lets the packets of a tap out. */
  start(tapId: number): void {
    this.#taps.get(tapId)?.start();
  }

  stop(tapId: number): void {
    const tap = this.#taps.get(tapId);
    if (!tap) return;
    this.#taps.delete(tapId);
    tap.close();
    const { trackId } = tap.order;
    const others = [...this.#taps.values()].some(({ order }) => order.trackId === trackId);
    if (!others) this.#subscribe([trackId], false);
  }

  requestKeyFrame(tapId: number): void {
    const trackId = this.#taps.get(tapId)?.order.trackId;
    for (const [mid, received] of this.#received) {
      if (this.#tracks[mid] === trackId) received.requestKeyFrame().catch(() => {});
    }
  }

  /** Comes in. */
  enter(pass: RoomPass): void {
    if (this.#closed) return;
    this.#leave();
    const line = new SignalLine(
      pass,
      (message) => this.#onMessage(line, message, pass),
      () => this.#lost(line),
    );
    this.#line = line;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const tap of this.#taps.values()) tap.close();
    this.#taps.clear();
    this.#leave();
  }

  #leave(): void {
    this.#line?.close();
    this.#line = undefined;
    this.#joined = false;
    for (const received of this.#received.values()) received.close();
    this.#received.clear();
    this.#tracks = {};
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close().catch(() => {});
  }

  #lost(line: SignalLine): void {
    if (line !== this.#line || this.#closed) return;
    this.#leave();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#listener.passWanted(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #onMessage(line: SignalLine, message: Told, pass: RoomPass): void {
    switch (message.case) {
      case 'join':
        this.#joined = true;
        this.#connection = this.#connect(line, pass);
        this.#subscribe([...new Set([...this.#taps.values()].map(({ order }) => order.trackId))], true);
        return;
      case 'offer':
        this.#negotiated = this.#negotiated
          .then(() => this.#answer(line, message.value))
          .catch(() => this.#lost(line));
        return;
      case 'trickle': {
        const { candidateInit, target } = message.value;
        if (target !== SignalTarget.SUBSCRIBER) return;
        const candidate = JSON.parse(candidateInit) as { candidate?: string };
        if (candidate.candidate) this.#connection?.addIceCandidate(candidate).catch(() => {});
        return;
      }
      case 'leave':
        this.#lost(line);
        return;
      default:
    }
  }

  #connect(line: SignalLine, { apiUrl }: RoomPass): RTCPeerConnection {
    const { hostname } = new URL(apiUrl);
    const local = hostname === 'localhost' || hostname.startsWith('127.');
    const connection = new RTCPeerConnection({
      codecs: {
        audio: [withRepair(useOPUS({ payloadType: 111 }))],
        video: [useVP8(), useVP9(), useH264(), useAV1()].map(withRepair),
      },
      headerExtensions: {
        audio: [useSdesMid(), useAbsSendTime(), useTransportWideCC(), useAudioLevelIndication()],
        video: [useSdesMid(), useAbsSendTime(), useTransportWideCC()],
      },
      // A server on this very machine is reached by the loopback interface.
      iceAdditionalHostAddresses: local ? ['127.0.0.1'] : undefined,
      iceServers: [],
      ...this.#options,
    });
    connection.connectionStateChange.subscribe((state) => {
      if (state === 'connected') this.#pause = FIRST_PAUSE_MS;
      if (state === 'failed' || state === 'disconnected') this.#lost(line);
    });
    return connection;
  }

  async #answer(line: SignalLine, offer: Offer): Promise<void> {
    const connection = this.#connection;
    if (!connection || line !== this.#line) return;
    await connection.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    await connection.setLocalDescription(await connection.createAnswer());
    const { localDescription } = connection;
    if (line !== this.#line || !localDescription) return;
    this.#tracks = offer.midToTrackId;
    for (const transceiver of connection.getTransceivers()) this.#listen(transceiver);
    line.send({
      case: 'answer',
      value: new SessionDescription({ type: 'answer', sdp: localDescription.sdp, id: offer.id }),
    });
    for (const [mid, trackId] of Object.entries(this.#tracks)) {
      for (const tap of this.#tapsOf(trackId)) {
        const shape = shapeIn(offer.sdp, mid, tap.order.mimeType);
        if (shape && tap.told(shape)) this.#listener.opened(tap.order.tapId, shape);
      }
    }
  }

  #listen({ mid, receiver }: RTCRtpTransceiver): void {
    if (mid === null) return;
    const known = this.#received.get(mid);
    if (known) return known.listen();
    const taps = () => this.#tapsOf(this.#tracks[mid]);
    const received = new ReceivedTrack(receiver, {
      rtp: (packet) => {
        for (const tap of taps()) forward(tap, packet);
      },
      rtcp: (packet) => {
        for (const tap of taps()) tap.rtcp(packet.serialize());
      },
    });
    this.#received.set(mid, received);
  }

  #tapsOf(trackId: string | undefined): Forwarding[] {
    return [...this.#taps.values()].filter(({ order }) => order.trackId === trackId);
  }

  #subscribe(trackSids: string[], subscribe: boolean): void {
    if (!this.#joined || trackSids.length === 0) return;
    this.#line?.send({ case: 'subscription', value: new UpdateSubscription({ trackSids, subscribe }) });
  }
}

function forward(tap: Forwarding, packet: RtpPacket): void {
  // After a reconnect the same codec may go by another number.
  if (tap.shape) packet.header.payloadType = tap.shape.payloadType;
  // What is left is padding: its number must not be missed.
  if (isBlankPicture(packet.payload)) packet.payload = Buffer.alloc(0);
  tap.rtp(packet.serialize());
}

function withRepair(codec: RTCRtpCodecParameters): RTCRtpCodecParameters {
  const video = codec.mimeType.startsWith('video');
  codec.rtcpFeedback = [useNACK(), useTWCC(), ...(video ? [usePLI()] : [])];
  return codec;
}
