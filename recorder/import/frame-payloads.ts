/** Codecs as files name them, in RTP's words. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  opus: 'audio/opus',
  vp8: 'video/VP8',
  vp9: 'video/VP9',
  avc: 'video/H264',
};

/** The codec of a track in a file; undefined for one that is not recorded. */
export function mimeTypeOf(codec: string | null): string | undefined {
  return codec === null ? undefined : MIME_TYPES[codec];
}

/** Cuts a whole picture of a file into what its packets would have carried, so that it is read as if it had come that
 *  way.
 *  @param setup what the file says to a decoder before the first picture, avcC */
export function payloadsOf(mimeType: string, picture: Buffer, setup: Buffer | undefined): Buffer[] {
  switch (mimeType) {
    case 'video/VP8':
      // RFC 7741, 4.2: the start of partition 0.
      return [Buffer.concat([Buffer.of(0x10), picture])];
    case 'video/VP9':
      // RFC 9628, 4.2: begins and ends a frame.
      return [Buffer.concat([Buffer.of(0x0c), picture])];
    default:
      return nalUnits(picture, setup);
  }
}

const [IDR_SLICE, SPS] = [5, 7];

/** NAL units of an MP4's sample (ISO/IEC 14496-15, 5.3.3): before a key frame also the parameter sets, which this
 *  kind of file may keep in its head alone. */
function nalUnits(sample: Buffer, setup: Buffer | undefined): Buffer[] {
  const lengthSize = ((setup?.[4] ?? 3) & 3) + 1;
  const units: Buffer[] = [];
  for (let at = 0; at + lengthSize <= sample.length;) {
    const end = at + lengthSize + sample.readUIntBE(at, lengthSize);
    const unit = sample.subarray(at + lengthSize, end);
    if (unit.length > 0) units.push(unit);
    at = end;
  }
  const has = (type: number) => units.some((unit) => ((unit[0] ?? 0) & 0x1f) === type);
  return setup && has(IDR_SLICE) && !has(SPS) ? [...parameterSets(setup), ...units] : units;
}

/** The parameter sets in avcC. */
function parameterSets(setup: Buffer): Buffer[] {
  const sets: Buffer[] = [];
  let at = 5;
  for (const mask of [0x1f, 0xff]) {
    const count = (setup[at] ?? 0) & mask;
    at += 1;
    for (let index = 0; index < count && at + 2 <= setup.length; index += 1) {
      const end = at + 2 + setup.readUInt16BE(at);
      sets.push(setup.subarray(at + 2, end));
      at = end;
    }
  }
  return sets;
}
