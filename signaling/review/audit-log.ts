import type { AuditAction, listAudit } from '#protocol';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { z } from 'zod';
import type { Database } from '../db/schema.ts';
import type { AuditRow } from '../db/schema-recordings.ts';
import { createChainCheck, hashOf } from './audit-chain.ts';

/** Something that was done with a recording. */
export interface AuditedAct {
  readonly shopId: string;
  /** Null for the service itself and for readers of a link. */
  readonly memberId: string | null;
  readonly action: AuditAction;
  /** Left out for what concerns all recordings of the shop. */
  readonly recordingId?: string;
  readonly detail?: string;
}

/** Which lines are wanted. */
export type AuditFilter = Omit<z.output<typeof listAudit.query>, 'before'>;

const PAGE = 100;

/** The log of everything that was done with recordings: append-only, each line bound to the one before it. */
export type AuditLog = ReturnType<typeof createAuditLog>;

export function createAuditLog(db: Kysely<Database>, now: () => number) {
  const chain = createChainCheck(db);
  const ofShop = (shopId: string) => db.selectFrom('audit_log').selectAll().where('shop_id', '=', shopId);

  function filtered(shopId: string, { action, member, recording, from, to }: AuditFilter) {
    let lines = ofShop(shopId);
    if (action !== undefined) lines = lines.where('action', '=', action);
    if (member !== undefined) lines = lines.where('member_id', '=', member);
    if (recording !== undefined) lines = lines.where('recording_id', '=', recording);
    if (from !== undefined) lines = lines.where('at', '>=', from);
    if (to !== undefined) lines = lines.where('at', '<', to);
    return lines;
  }

  async function add(
    tx: Transaction<Database>,
    { shopId, memberId, action, recordingId = '', detail = '' }: AuditedAct,
  ): Promise<void> {
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
  }

  return {
    /** Writes a line with whatever else the transaction does: both are there, or neither. */
    add,

    write: (act: AuditedAct): Promise<void> => db.transaction().execute((tx) => add(tx, act)),

    /** The newest lines that fit before `before`, newest first. */
    async page(
      shopId: string,
      { before, ...filter }: AuditFilter & { readonly before?: number | undefined },
    ): Promise<{ rows: AuditRow[]; hasMore: boolean }> {
      const fitting = filtered(shopId, filter);
      const rows = await (before === undefined ? fitting : fitting.where('seq', '<', before))
        .orderBy('seq', 'desc')
        .limit(PAGE + 1)
        .execute();
      return { rows: rows.slice(0, PAGE), hasMore: rows.length > PAGE };
    },

    /** All lines that fit, oldest first. */
    all: (shopId: string, filter: AuditFilter): Promise<AuditRow[]> =>
      filtered(shopId, filter).orderBy('seq').execute(),

    /** Whether every line that was ever written is there as it was written. */
    isIntact: (shopId: string, from: 'start' | 'known'): Promise<boolean> => chain.isIntact(shopId, from),
  };
}
