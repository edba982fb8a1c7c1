import type { IncomingHttpHeaders } from 'node:http';
import type { Actor, MemberActor, VisitorActor } from './actor.ts';
import { AppError } from '#protocol/app-error';
import { readCookie, SESSION_COOKIE } from './cookies.ts';
import { isSameOrigin } from './same-origin.ts';
import type { AuthenticateSocket } from './socket-adapter.ts';

/** Who knows the tokens; each rejects with `unauthenticated` when it does not. */
export interface Credentials {
  memberBySession(token: string): Promise<MemberActor>;
  visitorByToken(token: string): Promise<VisitorActor>;
}

/** Authenticates HTTP requests: a visitor by `Authorization: Bearer`, else a member by cookie. */
export function createRequestAuthenticator(credentials: Credentials) {
  return async (request: { headers: IncomingHttpHeaders; method?: string | undefined }): Promise<Actor> => {
    const [scheme, token] = request.headers.authorization?.split(' ') ?? [];
    if (scheme?.toLowerCase() === 'bearer' && token) return credentials.visitorByToken(token);
    return member(credentials, request.headers);
  };
}

/** Authenticates sockets by what they say of themselves. */
export function createSocketAuthenticator(credentials: Credentials): AuthenticateSocket {
  return (handshake, headers) =>
    handshake.as === 'visitor' ? credentials.visitorByToken(handshake.token) : member(credentials, headers);
}

async function member(credentials: Credentials, headers: IncomingHttpHeaders): Promise<MemberActor> {
  const token = readCookie(headers.cookie, SESSION_COOKIE);
  if (!token) throw new AppError('unauthenticated');
  if (!isSameOrigin(headers))
    throw new AppError('forbidden', 'origin: another site may not use this sign-in');
  return credentials.memberBySession(token);
}
