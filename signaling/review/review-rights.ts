import type { ReviewRights } from '#protocol';
import type { RecordingRow } from '../db/schema-recordings.ts';
import type { MemberActor } from '../transport/actor.ts';

/** Whose recordings a member may see: all of the shop, or those of their own calls. */
export function seesAll({ role }: MemberActor): boolean {
  return role !== 'agent';
}

/** What a member may do with a recording that they may see. */
export function rightsOf({ role }: MemberActor): ReviewRights {
  const isOwner = role === 'owner';
  const isSenior = role !== 'agent';
  return { comment: true, share: isSenior, export: isSenior, hold: isOwner, delete: isOwner };
}

const DAY_MS = 24 * 3_600_000;

/** When a recording is deleted by itself; null for never.
 *  @param retentionDays of the shop; 0 keeps for good. */
export function expiryOf(
  row: Pick<RecordingRow, 'ended_at' | 'legal_hold'>,
  retentionDays: number,
): number | null {
  if (row.ended_at === null || row.legal_hold === 1 || retentionDays === 0) return null;
  return row.ended_at + retentionDays * DAY_MS;
}
