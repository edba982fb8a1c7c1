import type { AuditEntry } from '#protocol';

const HEAD = ['seq', 'time', 'member', 'member_id', 'action', 'recording_id', 'detail', 'hash'];

/** Lines of the audit log as CSV (RFC 4180), UTF-8 with a mark at its head by which spreadsheets know it. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map(({ seq, at, member, action, recordingId, detail, hash }) => [
    String(seq),
    new Date(at).toISOString(),
    member?.name ?? '',
    member?.id ?? '',
    action,
    recordingId ?? '',
    detail,
    hash,
  ]);
  return `\uFEFF${[HEAD, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('')}`;
}

/** A name that begins like a formula must not be one to a spreadsheet. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
