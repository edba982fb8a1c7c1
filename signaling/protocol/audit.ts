import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { queryNumber } from './review-basics.ts';

/** One line of the audit log. */
export const auditEntry = z.strictObject({
  seq: z.int().positive(),
  at: time,
  /** Null for the service itself (retention) and for readers of a link. */
  member: person.nullable(),
  action: z.enum([
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
  ]),
  recordingId: id,
  detail: z.string(),
  /** SHA-256 over the line and the hash before it, hex. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** `GET /api/audit?before=<seq>`, newest first, for the owner. `intact` is false when a line of the log was changed
 *  or taken out. */
export const listAudit = {
  query: z.strictObject({ before: queryNumber.optional() }),
  output: z.strictObject({ entries: z.array(auditEntry), hasMore: z.boolean(), intact: z.boolean() }),
};
