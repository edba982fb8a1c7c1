import type { MissedReason, Person, ShopPresence } from '#protocol';

/** How an agent passed on a call that was offered to them. */
export type Pass = 'declined' | 'timed_out' | 'left';

/** To whom a call may be offered, in this order: those who have not passed on it yet.
 *  @param candidates available and free, longest idle first. */
export function nextAgents(candidates: readonly Person[], passedBy: readonly string[]): Person[] {
  return candidates.filter(({ id }) => !passedBy.includes(id));
}

/** Why a call is missed that nobody is left to take: how the last agent passed or, where it never rang, how busy
 *  the shop is. */
export function missedBecause(lastPass: Pass | undefined, presence: ShopPresence): MissedReason {
  if (lastPass === 'declined') return 'declined';
  if (lastPass !== undefined) return 'unanswered';
  return presence === 'offline' ? 'nobody_there' : 'all_busy';
}
