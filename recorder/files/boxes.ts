/** A box of ISO/IEC 14496-12. */
export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.reduce((sum, each) => sum + each.length, 8));
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...content]);
}

/** A box with version and flags. */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(type, words(version * 2 ** 24 + flags), ...content);
}

/** Numbers of 32 bits, one after another. */
export function words(...values: readonly number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => data.writeUInt32BE(value >>> 0, index * 4));
  return data;
}

/** Numbers of 16 bits, one after another. */
export function halves(...values: readonly number[]): Buffer {
  const data = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => data.writeUInt16BE(value, index * 2));
  return data;
}

/** A number of 64 bits. */
export function long(value: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeBigUInt64BE(BigInt(value));
  return data;
}
