import type { Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** Tables whose rows belong to a recording, in the order in which they can go. */
const PARTS = [
  'recording_consents',
  'recording_segments',
  'recording_events',
  'recording_markers',
  'recording_comments',
  'recording_shares',
  'recording_exports',
  'recording_scores',
  'recording_figures',
  'recording_clips',
  'collection_entries',
  'recording_rights',
  'recording_captions',
  'recording_speech',
] as const;

/** Deletes everything of a recording that is over and not held; false when it is neither. */
export async function deleteRecording(tx: Transaction<Database>, id: string): Promise<boolean> {
  // Asked within the transaction: a hold that was just set wins.
  const free = await tx
    .selectFrom('recordings')
    .select('id')
    .where('id', '=', id)
    .where('legal_hold', '=', 0)
    .where('ended_at', 'is not', null)
    .executeTakeFirst();
  if (!free) return false;
  for (const table of PARTS) await tx.deleteFrom(table).where('recording_id', '=', id).execute();
  await tx.deleteFrom('recordings').where('id', '=', id).execute();
  return true;
}
