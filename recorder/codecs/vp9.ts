import { BitReader } from './bit-reader.ts';
import type { Picture, PictureCodec, PictureSize } from './picture.ts';

/** VP9 in RTP, RFC 9628; the spatial layers of a picture become one superframe. */
export class Vp9 implements PictureCodec {
  readonly marksEnds = true;

  assemble(payloads: readonly Buffer[]): Picture | undefined {
    const parts: Buffer[] = [];
    const layers: number[] = [];
    let length = 0;
    let open = false;
    for (const payload of payloads) {
      const first = payload[0] ?? 0;
      const begins = (first & 0x08) !== 0;
      // A layer begins where the one before has ended, and nowhere else.
      if (begins === open) return undefined;
      const at = descriptorLength(payload);
      if (at >= payload.length) return undefined;
      const part = payload.subarray(at);
      parts.push(part);
      length += part.length;
      open = (first & 0x04) === 0;
      if (!open) {
        layers.push(length);
        length = 0;
      }
    }
    const head = parts[0];
    if (open || !head) return undefined;
    const key = readKeyFrame(head);
    if (layers.length === 1) return { parts, keyFrame: key !== undefined, size: key };
    const size = key && (readLastLayer(parts, layers) ?? key);
    parts.push(superframeIndex(layers));
    return { parts, keyFrame: key !== undefined, size };
  }
}

function descriptorLength(payload: Buffer): number {
  const first = payload[0] ?? 0;
  const [hasId, predicted, hasLayer, flexible, hasStructure] = [
    (first & 0x80) !== 0,
    (first & 0x40) !== 0,
    (first & 0x20) !== 0,
    (first & 0x10) !== 0,
    (first & 0x02) !== 0,
  ];
  let at = 1;
  if (hasId) at += ((payload[at] ?? 0) & 0x80) !== 0 ? 2 : 1;
  if (hasLayer) at += flexible ? 1 : 2;
  if (flexible && predicted) {
    for (let references = 0; references < 3; references += 1) {
      const more = ((payload[at] ?? 0) & 1) !== 0;
      at += 1;
      if (!more) break;
    }
  }
  return hasStructure ? at + structureLength(payload, at) : at;
}

function structureLength(payload: Buffer, start: number): number {
  const first = payload[start] ?? 0;
  let at = start + 1;
  if ((first & 0x10) !== 0) at += ((first >> 5) + 1) * 4;
  if ((first & 0x08) !== 0) {
    const pictures = payload[at] ?? 0;
    at += 1;
    for (let index = 0; index < pictures; index += 1) at += 1 + (((payload[at] ?? 0) >> 2) & 0x03);
  }
  return at - start;
}

/** The size in a key frame's uncompressed header (VP9 bitstream, 6.2); undefined for other frames. */
function readKeyFrame(frame: Buffer): PictureSize | undefined {
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return undefined;
  const profile = reader.bit() + reader.bit() * 2;
  if (profile === 3) reader.skip(1);
  if (reader.bit() === 1) return undefined;
  if (reader.bit() === 1) return undefined;
  reader.skip(2);
  if (reader.bits(24) !== 0x498342) return undefined;
  if (profile >= 2) reader.skip(1);
  const rgb = reader.bits(3) === 7;
  if (!rgb) reader.skip(1);
  if (profile % 2 === 1) reader.skip(rgb ? 1 : 3);
  return { width: reader.bits(16) + 1, height: reader.bits(16) + 1 };
}

/** In a key picture the upper layers are predicted from the lowest, and name their size where it is not inherited. */
function readLastLayer(parts: readonly Buffer[], layers: readonly number[]): PictureSize | undefined {
  const whole = Buffer.concat(parts);
  let start = 0;
  for (const length of layers.slice(0, -1)) start += length;
  return readInterFrameSize(whole.subarray(start));
}

function readInterFrameSize(frame: Buffer): PictureSize | undefined {
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return undefined;
  const profile = reader.bit() + reader.bit() * 2;
  if (profile === 3) reader.skip(1);
  if (reader.bit() === 1 || reader.bit() === 0) return undefined;
  const shown = reader.bit() === 1;
  const resilient = reader.bit() === 1;
  const intraOnly = shown ? false : reader.bit() === 1;
  if (intraOnly) return undefined;
  if (!resilient) reader.skip(2);
  reader.skip(8 + 12);
  for (let reference = 0; reference < 3; reference += 1) if (reader.bit() === 1) return undefined;
  return { width: reader.bits(16) + 1, height: reader.bits(16) + 1 };
}

/** VP9 bitstream, annex B: without it a reader takes the layers for one frame. */
function superframeIndex(sizes: readonly number[]): Buffer {
  const bytes = Math.max(1, Math.ceil(Math.log2(Math.max(...sizes) + 1) / 8));
  const marker = 0xc0 | ((bytes - 1) << 3) | (sizes.length - 1);
  const index = Buffer.alloc(2 + bytes * sizes.length, marker);
  sizes.forEach((size, position) => index.writeUIntLE(size, 1 + position * bytes, bytes));
  return index;
}
