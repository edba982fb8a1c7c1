import { createHash } from 'node:crypto';
import type { AuditEntry } from '#protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { AuditRow } from '../db/schema-recordings.ts';

/** Something that was done with a recording. */
export interface AuditedAct {
  readonly shopId: string;
  /** Null for the service itself and for readers of a link. */
  readonly memberId: string | null;
  readonly action: AuditEntry['action'];
  readonly recordingId: string;
  readonly detail?: string;
}

const PAGE = 100;

/** The log of everything that was done with recordings: append-only, each line bound to the one before it. */
export type AuditLog = ReturnType<typeof createAuditLog>;

export function createAuditLog(db: Kysely<Database>, now: () => number) {
  const ofShop = (shopId: string) => db.selectFrom('audit_log').selectAll().where('shop_id', '=', shopId);

  return {
    async write({ shopId, memberId, action, recordingId, detail = '' }: AuditedAct): Promise<void> {
      await db.transaction().execute(async (tx) => {
        // The counter also makes writers wait for each other, and tells when lines are missing at the end.
        const { audit_seq: seq } = await tx
          .updateTable('shops')
          .set({ audit_seq: sql<number>`audit_seq + 1` })
          .where('id', '=', shopId)
          .returning('audit_seq')
          .executeTakeFirstOrThrow();
        const before = await tx
          .selectFrom('audit_log')
          .select('hash')
          .where('shop_id', '=', shopId)
          .where('seq', '=', seq - 1)
          .executeTakeFirst();
        const line = {
          shop_id: shopId,
          seq,
          at: now(),
          member_id: memberId,
          action,
          recording_id: recordingId,
          detail,
        };
        await tx
          .insertInto('audit_log')
          .values({ ...line, hash: hashOf(line, before?.hash ?? '') })
          .execute();
      });
    },

    /** The newest lines before `before`, newest first. */
    async page(shopId: string, before: number | undefined): Promise<{ rows: AuditRow[]; hasMore: boolean }> {
      const all = ofShop(shopId);
      const rows = await (before === undefined ? all : all.where('seq', '<', before))
        .orderBy('seq', 'desc')
        .limit(PAGE + 1)
        .execute();
      return { rows: rows.slice(0, PAGE), hasMore: rows.length > PAGE };
    },

    /** Whether every line that was ever written is there as it was written. */
    async isIntact(shopId: string): Promise<boolean> {
      const rows = await ofShop(shopId).orderBy('seq').execute();
      const shop = await db
        .selectFrom('shops')
        .select('audit_seq')
        .where('id', '=', shopId)
        .executeTakeFirstOrThrow();
      return rows.length === shop.audit_seq && isChain(rows);
    },
  };
}

/** Whether these lines, from the first on, are bound to each other. */
export function isChain(rows: readonly AuditRow[]): boolean {
  let before = '';
  return rows.every((row, index) => {
    const { hash, ...line } = row;
    const fits = row.seq === index + 1 && hash === hashOf(line, before);
    before = hash;
    return fits;
  });
}

function hashOf(line: Omit<AuditRow, 'hash'>, before: string): string {
  const { shop_id, seq, at, member_id, action, recording_id, detail } = line;
  const text = JSON.stringify([before, shop_id, seq, at, member_id, action, recording_id, detail]);
  return createHash('sha256').update(text).digest('hex');
}
