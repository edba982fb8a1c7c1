import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from './create-database.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { newId } from './ids.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kanhuo-db-'));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe('the store', () => {
  it('[STORE-1] keeps what was written over a second opening, and migrates only once', async () => {
    const id = newId();
    const first = await createDatabase({ dataDir });
    await first.insertInto('shops').values({ id, slug: 'bags', name: 'Bags', created_at: 1 }).execute();
    await first.destroy();

    const second = await createDatabase({ dataDir });
    const shops = await second.selectFrom('shops').selectAll().execute();
    await second.destroy();
    expect(shops).toMatchObject([{ id, slug: 'bags', name: 'Bags', created_at: 1 }]);
  });

  it('[STORE-2] writes ahead, syncs fully, and holds foreign keys', async () => {
    const db = await createDatabase({ dataDir });
    const read = async (pragma: string) => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${pragma}`).execute(db);
      return Object.values(rows[0] ?? {})[0];
    };
    expect(await read('journal_mode')).toBe('wal');
    expect(await read('synchronous')).toBe(2);
    expect(await read('foreign_keys')).toBe(1);
    expect(await read('busy_timeout')).toBe(5000);
    const orphan = { id: newId(), member_id: newId(), token_hash: 'x', created_at: 1, expires_at: 2 };
    await expect(db.insertInto('sessions').values(orphan).execute()).rejects.toThrow(/FOREIGN KEY/);
    await db.destroy();
  });

  it('[STORE-6] has nothing more of what was deleted in any of its files', async () => {
    const db = await createDatabase({ dataDir });
    const lies = async (text: string) => {
      const names = await readdir(dataDir);
      const files = await Promise.all(names.map((name) => readFile(join(dataDir, name))));
      return files.some((file) => file.includes(text));
    };
    // Longer than a page, so that it lies on pages of its own.
    const long = Array.from({ length: 2000 }, (_, line) => `line ${line}`).join();
    await db.insertInto('secrets').values({ name: 'short', value: 'velvet ribbon' }).execute();
    await db.insertInto('secrets').values({ name: 'long', value: long }).execute();
    expect([await lies('velvet ribbon'), await lies('line 1234')]).toEqual([true, true]);
    await db.deleteFrom('secrets').execute();
    await forgetDeleted(db);
    expect([await lies('velvet ribbon'), await lies('line 1234')]).toEqual([false, false]);
    await db.destroy();
  });

  it('[STORE-3] undoes a transaction that fails', async () => {
    const db = await createDatabase({ dataDir });
    const failing = db.transaction().execute(async (tx) => {
      await tx.insertInto('secrets').values({ name: 'a', value: 'b' }).execute();
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await db.selectFrom('secrets').selectAll().execute()).toEqual([]);
    await db.destroy();
  });
});

describe('newId', () => {
  it('[STORE-4] makes version 7 UUIDs that rise, also within a millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
