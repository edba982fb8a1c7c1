import type { ErrorCode, MemberView, Reply, ShopView } from '#protocol';

/** A member who is signed in on this browser, and their shop. */
export interface MemberSession {
  readonly member: MemberView;
  readonly shop: ShopView;
}

/** What a question to `/api/session` came to. */
export type SessionAnswer<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly code: ErrorCode };

async function ask<T>(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<SessionAnswer<T>> {
  try {
    const response = await fetch('/api/session', {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const reply = (await response.json()) as Reply<T>;
    return reply.ok ? reply : { ok: false, code: reply.error.code };
  } catch {
    return { ok: false, code: 'unavailable' };
  }
}

/** Who is signed in on this browser; `unauthenticated` when nobody is. */
export function readSession(): Promise<SessionAnswer<MemberSession>> {
  return ask('GET');
}

/** Signs in by `shop:member` and password. */
export function signIn(loginName: string, password: string): Promise<SessionAnswer<MemberSession>> {
  return ask('POST', { loginName, password });
}

export function signOut(): Promise<SessionAnswer<object>> {
  return ask('DELETE');
}
