import type { RecordingRights, ReviewRights, Role, RoleRights } from '#protocol';
import type { RecordingRow } from '../db/schema-recordings.ts';

/** What a shop allows until its owner says otherwise. */
export const USUAL_RIGHTS: RecordingRights = {
  supervisor: { see: 'all', share: true, export: true, delete: false },
  agent: { see: 'own', share: false, export: false, delete: false },
};

/** The owner's: nobody takes them away. */
const EVERYTHING: RoleRights = { see: 'all', share: true, export: true, delete: true };

/** What counts for a role: of this recording, else of its shop. */
export function roleRightsOf(role: Role, given: RecordingRights): RoleRights {
  return role === 'owner' ? EVERYTHING : given[role];
}

/** What a member may do with a recording that they may see. */
export function rightsOf(role: Role, own: RoleRights): ReviewRights {
  const isOwner = role === 'owner';
  return {
    comment: true,
    share: own.share,
    export: own.export,
    delete: own.delete,
    hold: isOwner,
    rights: isOwner,
  };
}

export const DAY_MS = 24 * 3_600_000;

/** When a recording is deleted by itself; null for never.
 *  @param retentionDays of the shop; 0 keeps for good. */
export function expiryOf(
  row: Pick<RecordingRow, 'ended_at' | 'legal_hold'>,
  retentionDays: number,
): number | null {
  if (row.ended_at === null || row.legal_hold === 1 || retentionDays === 0) return null;
  return row.ended_at + retentionDays * DAY_MS;
}
