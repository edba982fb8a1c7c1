import type { AuditAction, AuditEntry, listAudit, Person, saveAudit } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { z } from 'zod';
import type { AuditRow } from '../db/schema-recordings.ts';
import type { MemberActor } from '../transport/actor.ts';
import { auditCsv } from './audit-csv.ts';
import type { AuditLog } from './audit-log.ts';

export interface AuditReadingDeps {
  readonly audit: AuditLog;
  readonly members: { person(memberId: string): Promise<Person> };
  readonly now: () => number;
}

/** A file made from the audit log. */
export interface AuditFile {
  readonly name: string;
  readonly contentType: string;
  readonly text: string;
}

/** The audit log as its owner reads it: page by page, and as a file. */
export function createAuditReading({ audit, members, now }: AuditReadingDeps) {
  function requireOwner({ role }: MemberActor): void {
    if (role !== 'owner') throw new AppError('forbidden');
  }

  async function entry(row: AuditRow): Promise<AuditEntry> {
    return {
      seq: row.seq,
      at: row.at,
      member: row.member_id === null ? null : await members.person(row.member_id),
      action: row.action as AuditAction,
      recordingId: row.recording_id === '' ? null : row.recording_id,
      detail: row.detail,
      hash: row.hash,
    };
  }

  return {
    async page(
      actor: MemberActor,
      query: z.output<typeof listAudit.query>,
    ): Promise<z.output<typeof listAudit.output>> {
      requireOwner(actor);
      const { rows, hasMore } = await audit.page(actor.shopId, query);
      const entries = await Promise.all(rows.map(entry));
      // Opened, the log is read from its first line on; leafed through, from where that ended.
      const isOpened = Object.values(query).every((value) => value === undefined);
      const intact = await audit.isIntact(actor.shopId, isOpened ? 'start' : 'known');
      return { entries, hasMore, intact };
    },

    async file(
      actor: MemberActor,
      { format, ...filter }: z.output<typeof saveAudit.query>,
    ): Promise<AuditFile> {
      requireOwner(actor);
      const entries = await Promise.all((await audit.all(actor.shopId, filter)).map(entry));
      const name = `audit-${new Date(now()).toISOString().slice(0, 10)}.${format}`;
      if (format === 'csv') return { name, contentType: 'text/csv; charset=utf-8', text: auditCsv(entries) };
      const intact = await audit.isIntact(actor.shopId, 'start');
      const text = `${JSON.stringify({ savedAt: now(), intact, entries }, undefined, 2)}\n`;
      return { name, contentType: 'application/json; charset=utf-8', text };
    },
  };
}
