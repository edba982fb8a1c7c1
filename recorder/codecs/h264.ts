import { BitReader } from './bit-reader.ts';
import type { Picture, PictureCodec, PictureSize } from './picture.ts';

const [SLICE, IDR_SLICE, SPS, PPS, DELIMITER] = [1, 5, 7, 8, 9];
const [STAP_A, FU_A] = [24, 28];

/** A NAL unit in pieces, the first of which begins with its header. */
type NalUnit = Buffer[];

/** H.264 in RTP, RFC 6184, packetization modes 0 and 1; pictures come out with lengths before their NAL units, as
 *  MP4 has them, and with the parameter sets in band. */
export class H264 implements PictureCodec {
  /** RFC 6184, 5.1: nobody may rely on it. */
  readonly marksEnds = false;
  #sps: Buffer | undefined;
  #pps: Buffer | undefined;

  assemble(payloads: readonly Buffer[]): Picture | undefined {
    const units = splitUnits(payloads);
    if (!units) return undefined;
    const parts: Buffer[] = [];
    let [keyFrame, slices] = [false, 0];
    for (const unit of units) {
      const type = unitType(unit);
      if (type === DELIMITER) continue;
      if (type === SPS) this.#sps = Buffer.concat(unit);
      if (type === PPS) this.#pps = Buffer.concat(unit);
      if (type === SLICE || type === IDR_SLICE) {
        // The first slice of a picture begins at macroblock 0, coded as a single 1 bit.
        if (slices === 0 && (firstPayloadByte(unit) & 0x80) === 0) return undefined;
        slices += 1;
        keyFrame ||= type === IDR_SLICE;
      }
      let length = 0;
      for (const piece of unit) length += piece.length;
      const prefix = Buffer.allocUnsafe(4);
      prefix.writeUInt32BE(length);
      parts.push(prefix, ...unit);
    }
    if (slices === 0) return undefined;
    if (!keyFrame) return { parts, keyFrame };
    if (!this.#sps || !this.#pps) return undefined;
    return { parts, keyFrame, size: pictureSize(this.#sps), setup: avcConfiguration(this.#sps, this.#pps) };
  }
}

function splitUnits(payloads: readonly Buffer[]): NalUnit[] | undefined {
  const units: NalUnit[] = [];
  let fragmented: NalUnit | undefined;
  for (const payload of payloads) {
    const head = payload[0] ?? 0;
    const type = head & 0x1f;
    if (type === FU_A) {
      const second = payload[1] ?? 0;
      const starts = (second & 0x80) !== 0;
      if (payload.length < 3 || starts === (fragmented !== undefined)) return undefined;
      if (starts) {
        fragmented = [Buffer.from([(head & 0xe0) | (second & 0x1f)])];
        units.push(fragmented);
      }
      fragmented?.push(payload.subarray(2));
      if ((second & 0x40) !== 0) fragmented = undefined;
      continue;
    }
    if (fragmented) return undefined;
    if (type === STAP_A) {
      if (!splitAggregate(payload, units)) return undefined;
    } else if (type >= 1 && type <= 23) units.push([payload]);
    else return undefined;
  }
  return fragmented ? undefined : units;
}

function splitAggregate(payload: Buffer, units: NalUnit[]): boolean {
  let at = 1;
  while (at + 2 < payload.length) {
    const end = at + 2 + payload.readUInt16BE(at);
    if (end > payload.length || end === at + 2) return false;
    units.push([payload.subarray(at + 2, end)]);
    at = end;
  }
  return at === payload.length;
}

function unitType(unit: NalUnit): number {
  return (unit[0]?.[0] ?? 0) & 0x1f;
}

function firstPayloadByte(unit: NalUnit): number {
  return unit[0]?.[1] ?? unit[1]?.[0] ?? 0;
}

/** ISO/IEC 14496-15, 5.3.3.1: what a decoder is set up with. */
function avcConfiguration(sps: Buffer, pps: Buffer): Buffer {
  const head = Buffer.from([1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(sps.length, 6);
  const middle = Buffer.from([1, 0, 0]);
  middle.writeUInt16BE(pps.length, 1);
  return Buffer.concat([head, sps, middle, pps]);
}

const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128];

/** H.264, 7.3.2.1.1: width and height after cropping. */
function pictureSize(sps: Buffer): PictureSize {
  const reader = new BitReader(withoutEmulation(sps.subarray(1)));
  const profile = reader.bits(8);
  reader.skip(16);
  reader.unsigned();
  let chroma = 1;
  if (HIGH_PROFILES.includes(profile)) {
    chroma = reader.unsigned();
    if (chroma === 3) reader.skip(1);
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
    if (reader.bit() === 1) skipScalingLists(reader, chroma === 3 ? 12 : 8);
  }
  reader.unsigned();
  const order = reader.unsigned();
  if (order === 0) reader.unsigned();
  else if (order === 1) {
    reader.skip(1);
    reader.signed();
    reader.signed();
    const cycle = Math.min(255, reader.unsigned());
    for (let index = 0; index < cycle; index += 1) reader.signed();
  }
  reader.unsigned();
  reader.skip(1);
  const width = (reader.unsigned() + 1) * 16;
  const mapUnits = reader.unsigned() + 1;
  const framesOnly = reader.bit();
  const height = mapUnits * 16 * (2 - framesOnly);
  if (framesOnly === 0) reader.skip(1);
  reader.skip(1);
  if (reader.bit() === 0) return { width, height };
  const [left, right, top, bottom] = [
    reader.unsigned(),
    reader.unsigned(),
    reader.unsigned(),
    reader.unsigned(),
  ];
  const [unitX, unitY] = [chroma === 1 || chroma === 2 ? 2 : 1, (chroma === 1 ? 2 : 1) * (2 - framesOnly)];
  return { width: width - (left + right) * unitX, height: height - (top + bottom) * unitY };
}

function skipScalingLists(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (reader.bit() === 0) continue;
    let [last, next] = [8, 8];
    for (let index = 0; index < (list < 6 ? 16 : 64) && next !== 0; index += 1) {
      next = (last + reader.signed() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** H.264, 7.4.1: a 3 after two zeros is not part of the data. */
function withoutEmulation(data: Buffer): Buffer {
  const kept = Buffer.alloc(data.length);
  let [length, zeros] = [0, 0];
  for (const byte of data) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    kept[length] = byte;
    length += 1;
  }
  return kept.subarray(0, length);
}
