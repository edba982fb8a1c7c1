/** What a sender says of its clock: at `wall` its media clock stood at `timestamp`. */
export interface SenderReport {
  readonly ssrc: number;
  /** Wall clock, ms since the epoch, with fractions. */
  readonly wall: number;
  readonly timestamp: number;
}

const SENDER_REPORT = 200;
/** From 1900, where NTP begins, to 1970, in seconds. */
const NTP_EPOCH = 2_208_988_800;

/** The sender report in a compound RTCP packet (RFC 3550, 6.4.1), if there is one. */
export function findSenderReport(datagram: Buffer): SenderReport | undefined {
  let at = 0;
  while (at + 4 <= datagram.length) {
    const size = (datagram.readUInt16BE(at + 2) + 1) * 4;
    if (datagram[at + 1] === SENDER_REPORT && size >= 28 && at + size <= datagram.length) {
      const seconds = datagram.readUInt32BE(at + 8) - NTP_EPOCH;
      const fraction = datagram.readUInt32BE(at + 12) / 2 ** 32;
      return {
        ssrc: datagram.readUInt32BE(at + 4),
        wall: (seconds + fraction) * 1000,
        timestamp: datagram.readUInt32BE(at + 16),
      };
    }
    at += size;
  }
  return undefined;
}
