import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { shopsAndPeople } from './migrations/0001-shops-and-people.ts';
import { conversations } from './migrations/0002-conversations.ts';
import { calls } from './migrations/0003-calls.ts';
import { recordings } from './migrations/0004-recordings.ts';
import { learning } from './migrations/0005-learning.ts';
import { recordingPolicy } from './migrations/0006-recording-policy.ts';
import { captionsAndExports } from './migrations/0007-captions-and-exports.ts';
import { chapters } from './migrations/0008-chapters.ts';
import type { Database } from './schema.ts';

/** All migrations by name, in the order of their names; one that has been released is never edited again. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-shops-and-people': shopsAndPeople,
  '0002-conversations': conversations,
  '0003-calls': calls,
  '0004-recordings': recordings,
  '0005-learning': learning,
  '0006-recording-policy': recordingPolicy,
  '0007-captions-and-exports': captionsAndExports,
  '0008-chapters': chapters,
};

/** Brings the store to the present shape; does nothing when it is there already. */
export async function migrateToLatest(db: Kysely<Database>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw new Error('The store could not be brought up to date', { cause: error });
}
