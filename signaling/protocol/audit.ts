import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { queryNumber } from './review-basics.ts';

/** What is noted when it is done with recordings. */
export const auditAction = z.enum([
  'look',
  'look_by_link',
  'export',
  'download',
  'delete',
  'expire',
  'hold',
  'release',
  'share',
  'revoke',
  'captions',
  'rights',
  'settings',
]);
export type AuditAction = z.infer<typeof auditAction>;

/** One line of the audit log. */
export const auditEntry = z.strictObject({
  seq: z.int().positive(),
  at: time,
  /** Null for the service itself (retention) and for readers of a link. */
  member: person.nullable(),
  action: auditAction,
  /** Null for what concerns all recordings of the shop. */
  recordingId: id.nullable(),
  detail: z.string(),
  /** SHA-256 over the line and the hash before it, hex. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Which lines are wanted. */
const auditFilter = z.strictObject({
  action: auditAction.optional(),
  member: id.optional(),
  recording: id.optional(),
  /** Written in this span, ms since the epoch; `to` excluded. */
  from: queryNumber.optional(),
  to: queryNumber.optional(),
});

/** `GET /api/audit?before=<seq>`, newest first, for the owner. `intact` is false when a line of the log was changed
 *  or taken out: looked at from the first line on without a filter, else from where that look ended. */
export const listAudit = {
  query: auditFilter.extend({ before: queryNumber.optional() }),
  output: z.strictObject({ entries: z.array(auditEntry), hasMore: z.boolean(), intact: z.boolean() }),
};

/** `GET /api/audit/file?format=csv`, for the owner: all lines that fit, oldest first, as a file to be kept. */
export const saveAudit = { query: auditFilter.extend({ format: z.enum(['csv', 'json']) }) };
