import type { z } from 'zod';
import type * as protocol from '#protocol';
import type { RecordingRights, RecordingSettings } from '#protocol';
import { askApi } from '../../signaling/http-api.ts';

type Output<S extends { output: z.ZodType }> = z.output<S['output']>;

/** Which lines of the audit log are wanted, as they stand in the address. */
export type AuditQuery = Partial<Record<keyof z.input<(typeof protocol.listAudit)['query']>, string>>;

function search(query: Readonly<Record<string, string>>): string {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
}

/** What the owner decides, over HTTP; nothing here rejects. */
export const policyApi = {
  settings: () => askApi<Output<typeof protocol.getRecordingSettings>>('GET', '/recording-settings'),
  setSettings: (settings: RecordingSettings) =>
    askApi<Output<typeof protocol.setRecordingSettings>>('PUT', '/recording-settings', settings),
  rights: (id: string) =>
    askApi<Output<typeof protocol.getRecordingRights>>('GET', `/recordings/${id}/rights`),
  setRights: (id: string, own: RecordingRights | null) =>
    askApi<Output<typeof protocol.setRecordingRights>>('PUT', `/recordings/${id}/rights`, { own }),
  audit: (query: AuditQuery) => askApi<Output<typeof protocol.listAudit>>('GET', `/audit?${search(query)}`),
  /** The address from which the browser saves what fits. */
  auditFile: (format: 'csv' | 'json', query: AuditQuery) => `/api/audit/file?${search({ ...query, format })}`,
};
