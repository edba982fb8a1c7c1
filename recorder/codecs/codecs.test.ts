import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packetise, type PictureCodecName } from '../../tests/support/rtp/packetise.ts';
import { opusDuration } from './opus.ts';
import { formatOf } from './codecs.ts';

const CODECS: PictureCodecName[] = ['VP8', 'VP9', 'H264', 'AV1'];

function newCodec(name: string) {
  const format = formatOf(`video/${name}`);
  if (format?.kind !== 'video') throw new Error(`${name} is no codec of pictures`);
  return format.createCodec();
}

/** Bytes as an encoder might give: a head that says what it is, and anything after it. */
const VP8_KEY = Buffer.from('1000009d012a8002e001', 'hex');
const VP9_KEY = Buffer.from('824983420027f01df0', 'hex');
const body = fc.uint8Array({ minLength: 1, maxLength: 4000 }).map((bytes) => Buffer.from(bytes));
const limit = fc.integer({ min: 20, max: 1200 });

it('[REC-3] gives VP8 pictures back byte for byte', () => {
  fc.assert(
    fc.property(body, limit, (tail, size) => {
      const frame = Buffer.concat([VP8_KEY, tail]);
      const picture = newCodec('VP8').assemble(packetise('VP8', [frame], size));
      expect(picture?.keyFrame).toBe(true);
      expect(picture?.size).toEqual({ width: 640, height: 480 });
      expect(Buffer.concat(picture?.parts ?? [])).toEqual(frame);
    }),
  );
});

it('[REC-3] gives VP9 pictures back byte for byte, and layers with the index that readers need', () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 3 }), limit, (tails, size) => {
      const layers = tails.map((tail) => Buffer.concat([VP9_KEY, tail]));
      const picture = newCodec('VP9').assemble(packetise('VP9', layers, size));
      expect(picture?.keyFrame).toBe(true);
      const whole = Buffer.concat(picture?.parts ?? []);
      const media = Buffer.concat(layers);
      expect(whole.subarray(0, media.length)).toEqual(media);
      const index = whole.subarray(media.length);
      if (layers.length === 1) {
        expect(index.length).toBe(0);
        return;
      }
      const bytes = (((index[0] ?? 0) >> 3) & 3) + 1;
      expect(index.at(-1)).toBe(index[0]);
      expect(layers.map((_, at) => index.readUIntLE(1 + at * bytes, bytes))).toEqual(
        layers.map((l) => l.length),
      );
    }),
  );
});

/** Parameter sets of a real encoder, 640×360. */
const SPS = Buffer.from('6742c01ed900a02ff9610000030001000003003c8f162e48', 'hex');
const PPS = Buffer.from('68cb83cb20', 'hex');

it('[REC-3] gives H.264 pictures back as units with their lengths, and knows their size', () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 3 }), limit, (tails, size) => {
      // 0x65 begins a slice of a key frame; the 1 bit after it says that it is the first.
      const slices = tails.map((tail) => Buffer.concat([Buffer.from([0x65, 0x88]), tail]));
      const units = [SPS, PPS, ...slices];
      const picture = newCodec('H264').assemble(packetise('H264', units, size));
      expect(picture?.keyFrame).toBe(true);
      expect(picture?.size).toEqual({ width: 640, height: 360 });
      const expected = units.flatMap((unit) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(unit.length);
        return [length, unit];
      });
      expect(Buffer.concat(picture?.parts ?? [])).toEqual(Buffer.concat(expected));
    }),
  );
});

it('[REC-3] gives AV1 units back with their sizes', () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), limit, (bodies, size) => {
      // A frame that is no key frame: type 6, frame_type 1.
      const units = bodies.map((each) => Buffer.concat([Buffer.from([0x30, 0x20]), each]));
      const picture = newCodec('AV1').assemble(packetise('AV1', units, size));
      expect(picture?.keyFrame).toBe(false);
      const whole = Buffer.concat(picture?.parts ?? []);
      let at = 0;
      for (const unit of units) {
        expect(whole[at]).toBe(0x32);
        let [length, shift, byte] = [0, 0, 0x80];
        for (at += 1; byte >= 0x80; at += 1, shift += 7) {
          byte = whole[at] ?? 0;
          length |= (byte & 0x7f) << shift;
        }
        expect(whole.subarray(at, at + length)).toEqual(unit.subarray(1));
        at += length;
      }
      expect(at).toBe(whole.length);
    }),
  );
});

it('[REC-3] makes no picture without its beginning', () => {
  const tail = Buffer.alloc(3000, 0x55);
  const frames = {
    VP8: [Buffer.concat([VP8_KEY, tail])],
    VP9: [Buffer.concat([VP9_KEY, tail])],
    H264: [Buffer.concat([Buffer.from([0x65, 0x88]), tail])],
    AV1: [Buffer.concat([Buffer.from([0x30, 0x20]), tail])],
  };
  for (const name of CODECS) {
    const payloads = packetise(name, frames[name], 500);
    expect(payloads.length).toBeGreaterThan(3);
    expect(newCodec(name).assemble(payloads.slice(1))).toBeUndefined();
  }
});

it('[REC-2] makes no codec fail, whatever the payloads', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CODECS),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 4 }),
      (name, payloads) => {
        const picture = newCodec(name).assemble(payloads.map((bytes) => Buffer.from(bytes)));
        expect(picture === undefined || picture.parts.length > 0).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

it('[REC-5] knows how long an Opus packet plays', () => {
  // RFC 6716, table 2: configuration in the upper five bits, number of frames in the lower two.
  expect(opusDuration(Buffer.from([(1 << 3) | 0]))).toBe(20);
  expect(opusDuration(Buffer.from([(3 << 3) | 1]))).toBe(120);
  expect(opusDuration(Buffer.from([(15 << 3) | 0]))).toBe(20);
  expect(opusDuration(Buffer.from([(31 << 3) | 0]))).toBe(20);
  expect(opusDuration(Buffer.from([(28 << 3) | 3, 4]))).toBe(10);
});
