/** One RTP packet, read in place: `payload` is a view of the datagram, not a copy. */
export interface RtpPacket {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
  /** Offset of the header extension's first element in `datagram`, and its length; length 0 when there is none. */
  readonly extensionAt: number;
  readonly extensionLength: number;
  /** 0xBEDE (one-byte elements) or 0x1000 (two-byte), RFC 8285. */
  readonly extensionProfile: number;
  readonly datagram: Buffer;
  /** When it came, ms since the epoch on a clock that does not jump. */
  readonly arrivedAt: number;
}

const FIXED_HEADER = 12;

/** Reads a datagram as RFC 3550 has it; undefined when it is none. */
export function parseRtp(datagram: Buffer, arrivedAt: number): RtpPacket | undefined {
  const length = datagram.length;
  if (length < FIXED_HEADER) return undefined;
  const first = datagram[0] ?? 0;
  if (first >> 6 !== 2) return undefined;
  const second = datagram[1] ?? 0;
  let offset = FIXED_HEADER + (first & 0x0f) * 4;
  let [extensionAt, extensionLength, extensionProfile] = [0, 0, 0];
  if ((first & 0x10) !== 0) {
    if (length < offset + 4) return undefined;
    extensionProfile = datagram.readUInt16BE(offset);
    extensionLength = datagram.readUInt16BE(offset + 2) * 4;
    extensionAt = offset + 4;
    offset = extensionAt + extensionLength;
  }
  let end = length;
  if ((first & 0x20) !== 0) end -= datagram[length - 1] ?? 0;
  // Padding alone: a probe without payload.
  if (offset > length || end < offset) return undefined;
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(offset, end),
    extensionAt,
    extensionLength,
    extensionProfile,
    datagram,
    arrivedAt,
  };
}

/** RFC 5761: payload types 64 to 95 with the marker bit are RTCP. */
export function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** The first byte of a header extension element (RFC 8285); undefined when the packet has none of that id. */
export function extensionByte(packet: RtpPacket, id: number): number | undefined {
  const { datagram, extensionProfile } = packet;
  const end = packet.extensionAt + packet.extensionLength;
  const oneByte = extensionProfile === 0xbede;
  if (!oneByte && extensionProfile >> 4 !== 0x100) return undefined;
  let at = packet.extensionAt;
  while (at < end) {
    const head = datagram[at] ?? 0;
    if (head === 0) {
      at += 1;
      continue;
    }
    const element = oneByte ? head >> 4 : head;
    if (oneByte && element === 15) return undefined;
    const size = oneByte ? (head & 0x0f) + 1 : (datagram[at + 1] ?? 0);
    const data = at + (oneByte ? 1 : 2);
    if (element === id && size > 0 && data < end) return datagram[data];
    at = data + size;
  }
  return undefined;
}
