import { isRtcp, parseRtp, type RtpPacket } from '../rtp/packet.ts';
import { ReorderBuffer } from '../rtp/reorder.ts';
import { findSenderReport, type SenderReport } from '../rtp/sender-report.ts';

/** So many packets in a row of another source are no stray: the sender has changed its SSRC. */
const NEW_SOURCE_AFTER = 5;

export interface PacketSink {
  /** The next packet in the order in which they were sent. */
  onPacket(packet: RtpPacket): void;
  /** So many packets before the next one will not come. */
  onLoss(packets: number): void;
  onReport(report: SenderReport): void;
  /** From here on the packets are of another source, with another clock. */
  onNewSource(): void;
}

/** What the datagrams of one track say, in order, without those that are not the track's. */
export class PacketSource {
  readonly #payloadType: number;
  readonly #sink: PacketSink;
  #ssrc: number;
  #strangers = 0;
  #order: ReorderBuffer<RtpPacket>;

  constructor(rtp: { readonly payloadType: number; readonly ssrc: number }, sink: PacketSink) {
    this.#payloadType = rtp.payloadType;
    this.#ssrc = rtp.ssrc;
    this.#sink = sink;
    this.#order = this.#createOrder();
  }

  /** @param now ms since the epoch on a clock that does not jump. */
  receive(datagram: Buffer, now: number): void {
    if (isRtcp(datagram)) {
      const report = findSenderReport(datagram);
      if (report?.ssrc === this.#ssrc) this.#sink.onReport(report);
      return;
    }
    const packet = parseRtp(datagram, now);
    if (!packet || packet.payloadType !== this.#payloadType) return;
    if (packet.ssrc === this.#ssrc) this.#strangers = 0;
    else if (!this.#takeOver(packet.ssrc)) return;
    this.#order.push(packet.sequence, packet, now);
  }

  /** Gives up what has not come for too long. */
  tick(now: number): void {
    if (this.#order.waiting) this.#order.expire(now);
  }

  /** Hands out all there is: nothing more will come. */
  drain(): void {
    this.#order.drain();
  }

  #takeOver(ssrc: number): boolean {
    this.#strangers += 1;
    if (this.#strangers < NEW_SOURCE_AFTER) return false;
    this.#order.drain();
    this.#order = this.#createOrder();
    this.#ssrc = ssrc;
    this.#strangers = 0;
    this.#sink.onNewSource();
    return true;
  }

  #createOrder(): ReorderBuffer<RtpPacket> {
    return new ReorderBuffer(
      (packet) => this.#sink.onPacket(packet),
      (packets) => this.#sink.onLoss(packets),
    );
  }
}
