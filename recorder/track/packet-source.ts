import { Unwrapper } from '../rtp/counting.ts';
import { isRtcp, parseRtp, type RtpPacket } from '../rtp/packet.ts';
import { ReorderBuffer } from '../rtp/reorder.ts';
import { findSenderReport, type SenderReport } from '../rtp/sender-report.ts';

/** So many packets in a row of one other source are no strays: the sender has changed its SSRC. */
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
  /** The last packets in a row of one other source, as they came. */
  #strangers: RtpPacket[] = [];
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
    if (packet.ssrc !== this.#ssrc) return this.#meet(packet);
    this.#strangers.length = 0;
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

  /** The first packets of a new source hold its key frame: they are kept until it is known to be one. */
  #meet(stranger: RtpPacket): void {
    const { ssrc } = stranger;
    if (this.#strangers[0]?.ssrc !== ssrc) this.#strangers.length = 0;
    if (this.#strangers.push(stranger) < NEW_SOURCE_AFTER) return;
    const met = this.#strangers;
    this.#strangers = [];
    this.#order.drain();
    this.#order = this.#createOrder();
    this.#ssrc = ssrc;
    this.#sink.onNewSource();
    const line = new Unwrapper(16);
    line.unwrap(stranger.sequence);
    const sent = met.toSorted((a, b) => line.peek(a.sequence) - line.peek(b.sequence));
    for (const packet of sent) this.#order.push(packet.sequence, packet, packet.arrivedAt);
  }

  #createOrder(): ReorderBuffer<RtpPacket> {
    return new ReorderBuffer(
      (packet) => this.#sink.onPacket(packet),
      (packets) => this.#sink.onLoss(packets),
    );
  }
}
