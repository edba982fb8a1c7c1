import {
  GenericNack,
  type RTCRtpReceiver,
  type RtcpPacket,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  type RtpPacket,
} from 'werift';
import { LostPackets } from './lost-packets.ts';

/** The packets of one section of the recorder's connection, in the order in which they come. */
export class ReceivedTrack {
  readonly #receiver: RTCRtpReceiver;
  readonly #lost: LostPackets;
  #ssrc = 0;

  constructor(
    receiver: RTCRtpReceiver,
    sink: { rtp(packet: RtpPacket): void; rtcp(packet: RtcpPacket): void },
  ) {
    this.#receiver = receiver;
    this.#lost = new LostPackets((sequences) => this.#askAgain(sequences));
    const seen = new Set<unknown>();
    const listen = () => {
      for (const track of receiver.tracks) {
        if (seen.has(track)) continue;
        seen.add(track);
        track.onReceiveRtp.subscribe((packet) => {
          this.#note(packet);
          sink.rtp(packet);
        });
      }
    };
    listen();
    this.listen = listen;
    receiver.onRtcp.subscribe((packet) => {
      if (packet.type === RtcpSrPacket.type) sink.rtcp(packet);
    });
  }

  /** Takes in what the section carries since it was negotiated anew. */
  readonly listen: () => void;

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
