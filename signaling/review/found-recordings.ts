import type { Kysely } from 'kysely';
import type { CallRow, Database } from '../db/schema.ts';
import type { RatingRow } from '../db/schema-learning.ts';
import type { RecordingRow } from '../db/schema-recordings.ts';

/** A recording with its call and its shop's rule. */
export interface FoundRecording {
  readonly row: RecordingRow;
  readonly call: CallRow;
  readonly retentionDays: number;
  readonly rating: RatingRow | null;
}

/** Recordings with what belongs to them, in their order. */
export async function foundRecordings(
  db: Kysely<Database>,
  rows: readonly RecordingRow[],
): Promise<FoundRecording[]> {
  if (rows.length === 0) return [];
  const callIds = rows.map(({ call_id }) => call_id);
  const calls = await db.selectFrom('calls').selectAll().where('id', 'in', callIds).execute();
  const shopIds = [...new Set(rows.map(({ shop_id }) => shop_id))];
  const shops = await db
    .selectFrom('shops')
    .select(['id', 'retention_days'])
    .where('id', 'in', shopIds)
    .execute();
  const ratings = await db.selectFrom('call_ratings').selectAll().where('call_id', 'in', callIds).execute();
  return rows.flatMap((row) => {
    const rating = ratings.find(({ call_id }) => call_id === row.call_id) ?? null;
    const call = calls.find(({ id }) => id === row.call_id);
    const shop = shops.find(({ id }) => id === row.shop_id);
    return call && shop ? [{ row, call, retentionDays: shop.retention_days, rating }] : [];
  });
}
