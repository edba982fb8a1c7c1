import type { PresenceStatus, ShopPresence } from '#protocol';

/** What counts of a member when a buyer asks whether somebody is there. */
export interface MemberState {
  readonly online: boolean;
  readonly status: PresenceStatus;
  readonly inCall: boolean;
}

/** Whether a call would reach somebody: somebody free, somebody who is there but occupied, or nobody. */
export function presenceOf(members: readonly MemberState[]): ShopPresence {
  const there = members.filter(({ online, status }) => online && status !== 'away');
  if (there.some(({ status, inCall }) => status === 'available' && !inCall)) return 'available';
  return there.length > 0 ? 'busy' : 'offline';
}
