import { createHmac, timingSafeEqual } from 'node:crypto';

/** The two sizes a picture is kept in. */
export type PictureSize = 'full' | 'preview';

const HOUR_MS = 3_600_000;
/** A working shift: a page that stays open longer reads its history anew. */
const VALID_HOURS = 12;

/** Addresses of pictures for people who may see them: `<img>` sends no token, so the address itself carries the
 *  right for some hours. */
export interface PictureAddresses {
  address(pictureId: string, size: PictureSize, now: number): string;
  /** Whether this is an address made here and still good. */
  isValid(pictureId: string, size: string, query: { until?: unknown; key?: unknown }, now: number): boolean;
}

/** @param secret at least 32 random bytes that stay the same over restarts. */
export function createPictureAddresses(secret: Uint8Array): PictureAddresses {
  const sign = (pictureId: string, size: string, until: number): Buffer =>
    createHmac('sha256', secret).update(`picture ${pictureId} ${size} ${until}`).digest().subarray(0, 16);

  return {
    address(pictureId, size, now) {
      // Whole hours: the same picture has the same address for a while, so that browsers keep it.
      const until = (Math.floor(now / HOUR_MS) + 1 + VALID_HOURS) * HOUR_MS;
      const key = sign(pictureId, size, until).toString('base64url');
      return `/api/pictures/${pictureId}/${size}?until=${until}&key=${key}`;
    },

    isValid(pictureId, size, { until, key }, now) {
      if (typeof until !== 'string' || !/^\d{1,15}$/.test(until) || typeof key !== 'string') return false;
      const given = Buffer.from(key, 'base64url');
      const right = sign(pictureId, size, Number(until));
      return given.length === right.length && timingSafeEqual(given, right) && now < Number(until);
    },
  };
}
