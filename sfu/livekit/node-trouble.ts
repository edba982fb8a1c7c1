import { randomUUID } from 'node:crypto';
import type { LivekitConfig } from './config.ts';
import { probeToken } from './token.ts';

/** What keeps calls from a node. */
export type NodeTrouble =
  | 'unreachable'
  | 'keyRefused'
  /** Something answers, and is not LiveKit, or lets no WebSocket through. */
  | 'notWatched'
  /** It makes a room for whoever comes with a token: who was removed, or whose call is over, gets in again. */
  | 'makesRooms';

const ANSWERS_WITHIN_MS = 2000;

/** Finds out what keeps calls from a node. It is asked, as LiveKit's client does to learn why it was not let in,
 *  whether somebody may come into a room that there is not: that makes no room, whatever the answer is.
 *  @param isWatched whether our line to it stands: then it is LiveKit, and takes our key. */
export async function troubleOf(
  apiUrl: string,
  config: LivekitConfig,
  isWatched: boolean,
): Promise<NodeTrouble | undefined> {
  const status = await statusOfNoRoom(apiUrl, config);
  if (status === 401) return 'keyRefused';
  // A proxy in front of one that is gone answers so.
  if (status === undefined || status >= 500) return 'unreachable';
  if (!isWatched) return 'notWatched';
  return status < 300 ? 'makesRooms' : undefined;
}

/** The HTTP status: 404 as it should be, 200 where a room would be made; undefined without an answer. */
async function statusOfNoRoom(apiUrl: string, config: LivekitConfig): Promise<number | undefined> {
  const token = await probeToken(config, `${config.owner}.nobody.${randomUUID()}`);
  try {
    const answer = await fetch(new URL('/rtc/validate', apiUrl), {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}
