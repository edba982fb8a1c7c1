import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

const CACHED_STATEMENTS = 500;

/** Opens a SQLite file as Kysely's SQLite dialect wants it: acknowledged is on the disk, readers do not wait. */
export function openNodeSqlite(path: string): SqliteDatabase {
  const database = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true });
  // FULL: in WAL mode NORMAL may lose the last commits when the machine (not only the process) dies.
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  // What is deleted is written over at once: a recording that was deleted must not be found in the file any more.
  database.exec('pragma secure_delete = on');
  const cache = new Map<string, SqliteStatement>();

  return {
    close() {
      cache.clear();
      if (database.isOpen) database.close();
    },
    prepare(sql) {
      const known = cache.get(sql);
      if (known) {
        cache.delete(sql);
        cache.set(sql, known);
        return known;
      }
      // A deferred transaction that reads before it writes can be refused when it wants to write; an immediate
      // one waits its turn at the start.
      const statement = asKyselyStatement(database.prepare(sql === 'begin' ? 'begin immediate' : sql));
      cache.set(sql, statement);
      if (cache.size > CACHED_STATEMENTS) {
        const [oldest] = cache.keys();
        if (oldest !== undefined) cache.delete(oldest);
      }
      return statement;
    },
  };
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bindable(parameters)),
    run: (parameters) => statement.run(...bindable(parameters)),
    iterate: (parameters) => statement.iterate(...bindable(parameters)),
  };
}

function bindable(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
