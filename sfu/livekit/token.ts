import { AccessToken } from 'livekit-server-sdk';
import type { MediaPermissions } from '../media-engine.ts';
import type { LivekitConfig } from './config.ts';
import { tokenGrant } from './rights.ts';

/** Long enough to come in; whoever is in is given fresh ones by LiveKit, and others by us. */
export const TOKEN_MS = 20_000;

type Keys = Pick<LivekitConfig, 'apiKey' | 'apiSecret'>;

/** Name of the attribute that says with which admission a participant came in. */
export const GENERATION = 'generation';

/** What lets one page into one room, once its holder has passed our own gate. */
export async function pageToken(
  { apiKey, apiSecret }: Keys,
  of: { room: string; peerId: string; generation: number; rights: MediaPermissions },
): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, {
    identity: of.peerId,
    ttl: TOKEN_MS / 1000,
    attributes: { [GENERATION]: String(of.generation) },
  });
  token.addGrant(tokenGrant(of.room, of.rights));
  return token.toJwt();
}

/** What lets our recorder into one room: it receives, is not seen, and sends nothing. */
export async function recorderToken(
  { apiKey, apiSecret }: Keys,
  of: { room: string; identity: string },
): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: of.identity, ttl: TOKEN_MS / 1000 });
  token.addGrant({
    roomJoin: true,
    room: of.room,
    canSubscribe: true,
    canPublish: false,
    canPublishData: false,
    canUpdateOwnMetadata: false,
    hidden: true,
    recorder: true,
  });
  return token.toJwt();
}

/** What asks a node whether it would let somebody into a room that there is not. */
export async function probeToken({ apiKey, apiSecret }: Keys, room: string): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: 'kanhuo', ttl: TOKEN_MS / 1000 });
  token.addGrant({ roomJoin: true, room, canPublish: false, canSubscribe: false, canPublishData: false });
  return token.toJwt();
}

/** What opens our watch on a node. */
export async function watchToken({ apiKey, apiSecret }: Keys): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: 'kanhuo', ttl: TOKEN_MS / 1000 });
  token.addGrant({ agent: true });
  return token.toJwt();
}
