import { createHmac, timingSafeEqual } from 'node:crypto';

const HOUR_MS = 3_600_000;
const VALID_HOURS = 4;

/** Whose address it is: a member's works with their own sign-in only, a link's while the link is good. */
export type Reader = { readonly member: string } | { readonly share: string };

/** What an address leads to: a segment, played or saved, `poster`, a clip, or an export. */
export interface MediaTarget {
  readonly recordingId: string;
  readonly name: string;
}

/** The right to one file for one reader and a few hours, as it stands in the address. */
export interface MediaAddresses {
  address(reader: Reader, target: MediaTarget, now: number): string;
  isValid(
    reader: Reader,
    target: MediaTarget,
    query: { until?: unknown; key?: unknown },
    now: number,
  ): boolean;
}

/** @param secret at least 32 random bytes that stay the same over restarts. */
export function createMediaAddresses(secret: Uint8Array): MediaAddresses {
  const sign = (reader: Reader, { recordingId, name }: MediaTarget, until: number): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['recording', reader, recordingId, name, until]))
      .digest()
      .subarray(0, 20);

  return {
    address(reader, target, now) {
      // Whole hours: the same file has the same address for a while, so that browsers keep what they have.
      const until = (Math.floor(now / HOUR_MS) + 1 + VALID_HOURS) * HOUR_MS;
      const key = sign(reader, target, until).toString('base64url');
      const path =
        'member' in reader
          ? `/media/recordings/${target.recordingId}/${target.name}`
          : `/media/shared/${reader.share}/${target.recordingId}/${target.name}`;
      return `${path}?until=${until}&key=${key}`;
    },

    isValid(reader, target, { until, key }, now) {
      if (typeof until !== 'string' || !/^\d{1,15}$/.test(until) || typeof key !== 'string') return false;
      const given = Buffer.from(key, 'base64url');
      const right = sign(reader, target, Number(until));
      return given.length === right.length && timingSafeEqual(given, right) && now < Number(until);
    },
  };
}
