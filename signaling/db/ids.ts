import { randomBytes } from 'node:crypto';

let lastMs = 0;
let counter = 0;

/** A new id: UUID version 7 (RFC 9562), rising within this process, so that rows lie in the order they came. */
export function newId(): string {
  const ms = Math.max(Date.now(), lastMs);
  // The 12 bits after the time count ids of one millisecond; when they run out, the next millisecond is borrowed.
  counter = ms === lastMs ? counter + 1 : 0;
  lastMs = counter > 0xfff ? ms + 1 : ms;
  if (counter > 0xfff) counter = 0;

  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
