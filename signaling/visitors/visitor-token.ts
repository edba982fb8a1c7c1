import { jwtVerify, SignJWT } from 'jose';

/** What a visitor's token says. */
export interface VisitorClaims {
  readonly visitorId: string;
  readonly shopId: string;
}

const USE = 'kanhuo:visitor';

/** Signs a visitor's token (JWT, HS256), bound to the shop. */
export function signVisitorToken(key: Uint8Array, claims: VisitorClaims, now: number): Promise<string> {
  return new SignJWT({ shop: claims.shopId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(USE)
    .setSubject(claims.visitorId)
    .setIssuedAt(new Date(now))
    .setExpirationTime(new Date(now + 365 * 24 * 60 * 60_000))
    .sign(key);
}

/** Reads a token; `undefined` when it is not ours, was changed, or is too old. */
export async function readVisitorToken(
  key: Uint8Array,
  token: string,
  now: number,
): Promise<VisitorClaims | undefined> {
  try {
    const { payload } = await jwtVerify<{ shop: unknown }>(token, key, {
      algorithms: ['HS256'],
      audience: USE,
      currentDate: new Date(now),
    });
    if (typeof payload.sub !== 'string' || typeof payload.shop !== 'string') return undefined;
    return { visitorId: payload.sub, shopId: payload.shop };
  } catch {
    return undefined;
  }
}
