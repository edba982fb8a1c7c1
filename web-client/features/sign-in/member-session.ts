import type { MemberView, ShopView } from '#protocol';
import { askApi, type Answer } from '../../signaling/http-api.ts';

/** A member who is signed in on this browser, and their shop. */
export interface MemberSession {
  readonly member: MemberView;
  readonly shop: ShopView;
}

/** Who is signed in on this browser; `unauthenticated` when nobody is. */
export function readSession(): Promise<Answer<MemberSession>> {
  return askApi('GET', '/session');
}

/** Signs in by `shop:member` and password. */
export function signIn(loginName: string, password: string): Promise<Answer<MemberSession>> {
  return askApi('POST', '/session', { loginName, password });
}

export function signOut(): Promise<Answer<object>> {
  return askApi('DELETE', '/session');
}
