import type { Actor } from './actor.ts';

/** One short name per person, for rates, repeats and logs. */
export function actorKey(actor: Actor): string {
  return actor.kind === 'visitor' ? `visitor:${actor.visitorId}` : `member:${actor.memberId}`;
}
