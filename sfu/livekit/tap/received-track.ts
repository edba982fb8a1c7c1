import {
  GenericNack,
  type MediaStreamTrack,
  type RTCRtpReceiver,
  type RtcpPacket,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  type RtpPacket,
} from 'werift';
import { LostPackets } from './lost-packets.ts';

/** Where the packets of a track go. */
export interface TrackSink {
  rtp(packet: RtpPacket): void;
  rtcp(packet: RtcpPacket): void;
}

/** The packets of one section of the recorder's connection, in the order in which they come. */
export class ReceivedTrack {
  readonly #receiver: RTCRtpReceiver;
  readonly #sink: TrackSink;
  readonly #lost: LostPackets;
  readonly #heard = new WeakSet<MediaStreamTrack>();
  #ssrc = 0;

  constructor(receiver: RTCRtpReceiver, sink: TrackSink) {
    this.#receiver = receiver;
    this.#sink = sink;
    this.#lost = new LostPackets((sequences) => this.#askAgain(sequences));
    receiver.onRtcp.subscribe((packet) => {
      if (packet.type === RtcpSrPacket.type) sink.rtcp(packet);
    });
    this.listen();
  }

  /** Takes in what the section carries, also since it was negotiated anew. */
  listen(): void {
    for (const track of this.#receiver.tracks) {
      if (this.#heard.has(track)) continue;
      this.#heard.add(track);
      track.onReceiveRtp.subscribe((packet) => {
        this.#note(packet);
        this.#sink.rtp(packet);
      });
    }
  }

  async requestKeyFrame(): Promise<void> {
    const ssrc = this.#ssrc || this.#receiver.track.ssrc;
    if (ssrc) await this.#receiver.sendRtcpPLI(ssrc);
  }

  close(): void {
    this.#lost.close();
  }

  #note({ header: { ssrc, sequenceNumber } }: RtpPacket): void {
    if (ssrc !== this.#ssrc) this.#lost.restart();
    this.#ssrc = ssrc;
    this.#lost.note(sequenceNumber);
  }

  /** The library itself asks for pictures alone, and for no longer than 50 ms. */
  #askAgain(lost: readonly number[]): void {
    const nack = new GenericNack({
      senderSsrc: this.#receiver.rtcpSsrc,
      mediaSourceSsrc: this.#ssrc,
      lost: [...lost],
    });
    this.#receiver.dtlsTransport
      .sendRtcp([new RtcpTransportLayerFeedback({ feedback: nack })])
      .catch(() => {});
  }
}
