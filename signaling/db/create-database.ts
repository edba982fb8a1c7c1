import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import { makeFolder } from './make-folder.ts';
import { migrateToLatest } from './migrate.ts';
import { openNodeSqlite } from './node-sqlite.ts';
import type { Database } from './schema.ts';

/** Where the store lies. */
export interface DatabaseConfig {
  /** The folder that holds `kanhuo.sqlite`; made when it is missing. */
  readonly dataDir: string;
}

/** Opens the store, brought up to date; the one place where it is chosen. `destroy()` closes it. */
export async function createDatabase(config: DatabaseConfig): Promise<Kysely<Database>> {
  await makeFolder(config.dataDir);
  const database = openNodeSqlite(join(config.dataDir, 'kanhuo.sqlite'));
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) });
  try {
    await migrateToLatest(db);
  } catch (error) {
    database.close();
    throw error;
  }
  return db;
}
