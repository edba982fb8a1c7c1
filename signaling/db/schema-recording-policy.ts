import type { Selectable } from 'kysely';

/** Who may do what with one recording, where that differs from its shop's way. */
export interface RecordingPolicyTables {
  recording_rights: RecordingRightsTable;
}

/** Key (recording_id, role). */
interface RecordingRightsTable {
  recording_id: string;
  role: 'supervisor' | 'agent';
  see: 'all' | 'own' | 'none';
  may_share: number;
  may_export: number;
  may_delete: number;
}

export type RecordingRightsRow = Selectable<RecordingRightsTable>;
