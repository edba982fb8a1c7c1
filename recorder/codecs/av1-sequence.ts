import { BitReader } from './bit-reader.ts';
import type { PictureSize } from './picture.ts';

/** What the sequence header of AV1 says (AV1 bitstream, 5.5): the size, and the four bytes of av1C. */
export function readSequenceHeader(payload: Buffer): { size: PictureSize; configuration: Buffer } {
  const reader = new BitReader(payload);
  const profile = reader.bits(3);
  reader.skip(1);
  const reduced = reader.bit() === 1;
  const { level, tier } = reduced ? { level: reader.bits(5), tier: 0 } : readOperatingPoints(reader);
  const [widthBits, heightBits] = [reader.bits(4) + 1, reader.bits(4) + 1];
  const size = { width: reader.bits(widthBits) + 1, height: reader.bits(heightBits) + 1 };
  skipTools(reader, reduced);
  const color = readColor(reader, profile);
  return { size, configuration: Buffer.from([0x81, (profile << 5) | level, (tier << 7) | color, 0]) };
}

function readOperatingPoints(reader: BitReader): { level: number; tier: number } {
  let delayBits = 0;
  if (reader.bit() === 1) {
    reader.skip(64);
    if (reader.bit() === 1) reader.unsigned();
    if (reader.bit() === 1) {
      delayBits = reader.bits(5) + 1;
      reader.skip(42);
    }
  }
  const hasDisplayDelay = reader.bit() === 1;
  const points = reader.bits(5) + 1;
  let first = { level: 0, tier: 0 };
  for (let point = 0; point < points; point += 1) {
    reader.skip(12);
    const level = reader.bits(5);
    const tier = level > 7 ? reader.bit() : 0;
    if (point === 0) first = { level, tier };
    if (delayBits > 0 && reader.bit() === 1) reader.skip(delayBits * 2 + 1);
    if (hasDisplayDelay && reader.bit() === 1) reader.skip(4);
  }
  return first;
}

function skipTools(reader: BitReader, reduced: boolean): void {
  if (!reduced && reader.bit() === 1) reader.skip(7);
  reader.skip(3);
  if (!reduced) {
    reader.skip(4);
    const ordered = reader.bit() === 1;
    if (ordered) reader.skip(2);
    const screenTools = reader.bit() === 1 ? 2 : reader.bit();
    if (screenTools > 0 && reader.bit() === 0) reader.skip(1);
    if (ordered) reader.skip(3);
  }
  reader.skip(3);
}

/** The third byte of av1C but for its first bit, the tier. */
function readColor(reader: BitReader, profile: number): number {
  const high = reader.bit();
  const twelve = profile === 2 && high === 1 ? reader.bit() : 0;
  const mono = profile === 1 ? 0 : reader.bit();
  const described = reader.bit() === 1;
  const [primaries, transfer, matrix] = described
    ? [reader.bits(8), reader.bits(8), reader.bits(8)]
    : [2, 2, 2];
  let [subX, subY, position] = [1, 1, 0];
  if (mono === 1) reader.skip(1);
  else if (primaries === 1 && transfer === 13 && matrix === 0) [subX, subY] = [0, 0];
  else {
    reader.skip(1);
    if (profile === 1) [subX, subY] = [0, 0];
    else if (profile === 2) {
      subX = twelve === 1 ? reader.bit() : 1;
      subY = twelve === 1 && subX === 1 ? reader.bit() : 0;
    }
    if (subX === 1 && subY === 1) position = reader.bits(2);
  }
  return (high << 6) | (twelve << 5) | (mono << 4) | (subX << 3) | (subY << 2) | position;
}
