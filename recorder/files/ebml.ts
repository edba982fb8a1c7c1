/** Builds EBML elements (RFC 8794) for the parts of a file that are written once. */
export function element(id: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, each) => sum + each.length, 0);
  return Buffer.concat([idBytes(id), sizeBytes(length), ...content]);
}

/** An element with an unsigned number in as few bytes as it takes. */
export function unsignedElement(id: number, value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return element(id, Buffer.from(bytes));
}

/** An element with a number of eight bytes, floating point. */
export function floatElement(id: number, value: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeDoubleBE(value);
  return element(id, data);
}

/** An element with text. */
export function textElement(id: number, text: string): Buffer {
  return element(id, Buffer.from(text));
}

/** Room of exactly `total` bytes (2 to 128) that readers skip, to be filled later. */
export function voidElement(total: number): Buffer {
  const room = Buffer.alloc(total);
  room[0] = 0xec;
  room[1] = 0x80 | (total - 2);
  return room;
}

/** A size in eight bytes; undefined is one that is not known yet. */
export function longSize(value: number | undefined): Buffer {
  if (value === undefined) return Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(value) | (1n << 56n));
  return size;
}

/** The bytes of an id, which carries its length in itself. */
export function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

function sizeBytes(length: number): Buffer {
  if (length < 0x7f) return Buffer.from([0x80 | length]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE((length | 0x10000000) >>> 0);
  return size;
}
