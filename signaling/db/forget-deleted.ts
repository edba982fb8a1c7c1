import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** Takes deleted rows out of the write-ahead log too, where they would stand as they were until it is written over.
 *  While somebody reads it is left for the next time. */
export async function forgetDeleted(db: Kysely<Database>): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
