/** How long an Opus packet plays, in ms (RFC 6716, 3.1). */
export function opusDuration(payload: Buffer): number {
  const toc = payload[0] ?? 0;
  const config = toc >> 3;
  const frame =
    config < 12
      ? ([10, 20, 40, 60][config & 3] ?? 20)
      : config < 16
        ? (config & 1) === 0
          ? 10
          : 20
        : ([2.5, 5, 10, 20][config & 3] ?? 20);
  const code = toc & 3;
  const frames = code === 0 ? 1 : code === 3 ? (payload[1] ?? 0) & 0x3f : 2;
  return frame * Math.max(1, frames);
}

/** OpusHead, RFC 7845, 5.1: what a decoder is set up with. RTP says nothing of the encoder's delay, so none is
 *  skipped: time 0 is where the sender's clock says. */
export function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head[8] = 1;
  // RFC 7587: always two channels on the wire, whatever was encoded.
  head[9] = 2;
  head.writeUInt32LE(48_000, 12);
  return head;
}
