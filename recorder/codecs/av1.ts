import { readSequenceHeader } from './av1-sequence.ts';
import type { Picture, PictureCodec, PictureSize } from './picture.ts';

const [SEQUENCE_HEADER, TEMPORAL_DELIMITER, FRAME_HEADER, FRAME, TILE_LIST] = [1, 2, 3, 6, 8];

/** AV1 in RTP (RTP payload format for AV1, 4): OBUs come out with their sizes, without temporal delimiters, as WebM
 *  has them. */
export class Av1 implements PictureCodec {
  readonly marksEnds = true;

  assemble(payloads: readonly Buffer[]): Picture | undefined {
    const units = splitUnits(payloads);
    if (!units) return undefined;
    const parts: Buffer[] = [];
    let setup: Buffer | undefined;
    let size: PictureSize | undefined;
    let keyFrame: boolean | undefined;
    for (const unit of units) {
      const obu = openUnit(unit);
      if (!obu) return undefined;
      if (obu.type === TEMPORAL_DELIMITER || obu.type === TILE_LIST) continue;
      parts.push(obu.head, ...obu.payload);
      if (obu.type === SEQUENCE_HEADER) {
        const payload = Buffer.concat(obu.payload);
        const sequence = readSequenceHeader(payload);
        size = sequence.size;
        setup = Buffer.concat([sequence.configuration, obu.head, payload]);
      } else if (obu.type === FRAME || obu.type === FRAME_HEADER) {
        // show_existing_frame must be 0 and frame_type KEY_FRAME, which is 0 too.
        keyFrame ??= ((obu.payload[0]?.[0] ?? 0xff) & 0xe0) === 0;
      }
    }
    if (keyFrame === undefined) return undefined;
    // Without its sequence header a key frame can be decoded by nobody who begins there.
    return keyFrame && setup ? { parts, keyFrame, size, setup } : { parts, keyFrame: false };
  }
}

/** Joins what was cut at packets' ends; undefined when a piece is missing. */
function splitUnits(payloads: readonly Buffer[]): Buffer[][] | undefined {
  const units: Buffer[][] = [];
  let continues = false;
  for (const payload of payloads) {
    const head = payload[0] ?? 0;
    if (continues !== ((head & 0x80) !== 0)) return undefined;
    const count = (head >> 4) & 0x03;
    let [at, index] = [1, 0];
    while (at < payload.length) {
      index += 1;
      let end = payload.length;
      if (count === 0 || index < count) {
        const length = readLeb128(payload, at);
        if (!length) return undefined;
        at = length.next;
        end = at + length.value;
        if (end > payload.length) return undefined;
      }
      const element = payload.subarray(at, end);
      if (continues) units.at(-1)?.push(element);
      else units.push([element]);
      continues = false;
      at = end;
    }
    if (index === 0 || (count > 0 && index !== count)) return undefined;
    continues = (head & 0x40) !== 0;
  }
  return continues ? undefined : units;
}

/** Gives an OBU a head with the size in it. */
function openUnit(unit: Buffer[]): { type: number; head: Buffer; payload: Buffer[] } | undefined {
  const data = unit.length === 1 ? unit[0] : Buffer.concat(unit);
  if (!data || data.length === 0) return undefined;
  const first = data[0] ?? 0;
  let at = (first & 0x04) !== 0 ? 2 : 1;
  if (at > data.length) return undefined;
  const extension = at === 2 ? [data[1] ?? 0] : [];
  let end = data.length;
  if ((first & 0x02) !== 0) {
    const size = readLeb128(data, at);
    if (!size || size.next + size.value > data.length) return undefined;
    at = size.next;
    end = at + size.value;
  }
  const head = Buffer.from([first | 0x02, ...extension, ...leb128(end - at)]);
  return { type: (first >> 3) & 0x0f, head, payload: [data.subarray(at, end)] };
}

function readLeb128(data: Buffer, start: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = data[start + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, next: start + index + 1 };
  }
  return undefined;
}

function leb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}
