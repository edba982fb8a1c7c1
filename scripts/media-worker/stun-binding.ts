import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a controlling ICE agent says to have a pair of addresses chosen: RFC 5389 and RFC 8445, 7.1. */
export function bindingRequest(remote: { usernameFragment: string; password: string }): Buffer {
  const attributes = Buffer.concat([
    attribute(0x0006, Buffer.from(`${remote.usernameFragment}:here`)),
    attribute(0x0024, Buffer.from([0x6e, 0x7f, 0x1e, 0xff])),
    attribute(0x802a, randomBytes(8)),
    attribute(0x0025, Buffer.alloc(0)),
  ]);
  const id = randomBytes(12);
  const integrity = 24;
  const fingerprint = 8;
  // Both sums are taken over a header whose length already counts the attribute they stand in.
  const signed = Buffer.concat([header(attributes.length + integrity, id), attributes]);
  const hmac = createHmac('sha1', remote.password).update(signed).digest();
  const whole = Buffer.concat([
    header(attributes.length + integrity + fingerprint, id),
    attributes,
    attribute(0x0008, hmac),
  ]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32(whole) ^ 0x5354554e) >>> 0);
  return Buffer.concat([whole, attribute(0x8028, sum)]);
}

/** Whether a datagram is STUN and not DTLS: RFC 7983. */
export function isStun(datagram: Buffer): boolean {
  return (datagram[0] ?? 255) < 4;
}

function header(length: number, id: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt16BE(0x0001, 0);
  start.writeUInt16BE(length, 2);
  start.writeUInt32BE(0x2112a442, 4);
  return Buffer.concat([start, id]);
}

function attribute(type: number, value: Buffer): Buffer {
  const start = Buffer.alloc(4);
  start.writeUInt16BE(type, 0);
  start.writeUInt16BE(value.length, 2);
  return Buffer.concat([start, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}
