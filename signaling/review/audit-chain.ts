import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { AuditRow } from '../db/schema-recordings.ts';

/** The line that the next one is bound to. */
export interface ChainTip {
  readonly seq: number;
  readonly hash: string;
}

const START: ChainTip = { seq: 0, hash: '' };
/** So many lines are hashed before others have their turn. */
const BATCH = 500;

/** Looks whether the lines of shops are as they were written; remembers how far each was found intact. */
export function createChainCheck(db: Kysely<Database>) {
  const known = new Map<string, ChainTip>();

  /** Whether what was found intact still ends as it did; a line in its midst is only found from the start on. */
  async function stands(shopId: string, { seq, hash }: ChainTip): Promise<boolean> {
    if (seq === 0) return true;
    const row = await db
      .selectFrom('audit_log')
      .select('hash')
      .where('shop_id', '=', shopId)
      .where('seq', '=', seq)
      .executeTakeFirst();
    return row?.hash === hash;
  }

  return {
    /** Whether every line that was ever written is there as it was written.
     *  @param from `start` reads all of them, `known` those that came since they were read */
    async isIntact(shopId: string, from: 'start' | 'known'): Promise<boolean> {
      // First: lines that are written meanwhile are not missing.
      const { audit_seq: last } = await db
        .selectFrom('shops')
        .select('audit_seq')
        .where('id', '=', shopId)
        .executeTakeFirstOrThrow();
      let tip = (from === 'known' && known.get(shopId)) || START;
      if (!(await stands(shopId, tip))) return false;
      while (tip.seq < last) {
        const rows = await db
          .selectFrom('audit_log')
          .selectAll()
          .where('shop_id', '=', shopId)
          .where('seq', '>', tip.seq)
          .orderBy('seq')
          .limit(BATCH)
          .execute();
        const newest = rows.at(-1);
        if (!newest || !isChain(rows, tip)) return false;
        tip = newest;
        await turn();
      }
      known.set(shopId, { seq: tip.seq, hash: tip.hash });
      return true;
    },
  };
}

/** Whether these lines are bound to each other, and the first of them to what was before. */
export function isChain(rows: readonly AuditRow[], before = START): boolean {
  let tip = before;
  return rows.every((row) => {
    const { hash, ...line } = row;
    const fits = row.seq === tip.seq + 1 && hash === hashOf(line, tip.hash);
    tip = row;
    return fits;
  });
}

/** What binds a line to the one before it. */
export function hashOf(line: Omit<AuditRow, 'hash'>, before: string): string {
  const { shop_id, seq, at, member_id, action, recording_id, detail } = line;
  const text = JSON.stringify([before, shop_id, seq, at, member_id, action, recording_id, detail]);
  return createHash('sha256').update(text).digest('hex');
}
