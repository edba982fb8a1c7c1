import type { Picture, PictureCodec, PictureSize } from './picture.ts';

/** VP8 in RTP, RFC 7741. */
export class Vp8 implements PictureCodec {
  readonly marksEnds = true;

  assemble(payloads: readonly Buffer[]): Picture | undefined {
    const parts: Buffer[] = [];
    for (const payload of payloads) {
      const first = payload[0] ?? 0;
      // The start bit with partition 0 stands in the first packet of a picture and in no other.
      const starts = (first & 0x10) !== 0 && (first & 0x07) === 0;
      if (starts !== (parts.length === 0)) return undefined;
      const at = descriptorLength(payload);
      if (at >= payload.length) return undefined;
      parts.push(payload.subarray(at));
    }
    const head = parts[0];
    if (!head) return undefined;
    if (((head[0] ?? 1) & 1) !== 0) return { parts, keyFrame: false };
    const size = keyFrameSize(head);
    return size && { parts, keyFrame: true, size };
  }
}

function descriptorLength(payload: Buffer): number {
  if (((payload[0] ?? 0) & 0x80) === 0) return 1;
  const extended = payload[1] ?? 0;
  let length = 2;
  if ((extended & 0x80) !== 0) length += ((payload[length] ?? 0) & 0x80) !== 0 ? 2 : 1;
  if ((extended & 0x40) !== 0) length += 1;
  if ((extended & 0x30) !== 0) length += 1;
  return length;
}

/** RFC 6386, 9.1; undefined when the start code is missing. */
function keyFrameSize(frame: Buffer): PictureSize | undefined {
  if (frame.length < 10 || frame.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  return { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff };
}
