import type { z } from 'zod';
import type { ErrorCode, Reply } from '#protocol';
import type * as protocol from '#protocol';

/** What a question to the service came to. */
export type Answer<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly code: ErrorCode };

/** What a schema of the contract lets through. */
type Output<S extends { output: z.ZodType }> = z.output<S['output']>;
type Input<S extends { input: z.ZodType }> = z.input<S['input']>;

/** Asks the service; never rejects. */
export async function ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const reply = (await response.json()) as Reply<T>;
    return reply.ok ? reply : { ok: false, code: reply.error.code };
  } catch {
    return { ok: false, code: 'unavailable' };
  }
}

/** What the list can be narrowed by. */
export type ListQuery = Partial<Record<keyof z.input<(typeof protocol.listRecordings)['query']>, string>>;

const of = (recordingId: string): string => `/recordings/${recordingId}`;

/** The review's HTTP interface; nothing here rejects. */
export const api = {
  list(query: ListQuery) {
    const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
    return ask<Output<typeof protocol.listRecordings>>('GET', `/recordings${search ? `?${search}` : ''}`);
  },
  detail: (id: string) => ask<Output<typeof protocol.getRecording>>('GET', of(id)),
  shared: (token: string) =>
    ask<Output<typeof protocol.getSharedRecording>>('GET', `/shared-recordings/${encodeURIComponent(token)}`),
  delete: (id: string) => ask<object>('DELETE', of(id)),
  comment: (id: string, input: Input<typeof protocol.addComment>) =>
    ask<Output<typeof protocol.addComment>>('POST', `${of(id)}/comments`, input),
  deleteComment: (id: string, commentId: string) => ask<object>('DELETE', `${of(id)}/comments/${commentId}`),
  mark: (id: string, input: Input<typeof protocol.addMarker>) =>
    ask<Output<typeof protocol.addMarker>>('POST', `${of(id)}/markers`, input),
  deleteMarker: (id: string, markerId: string) => ask<object>('DELETE', `${of(id)}/markers/${markerId}`),
  hold: (id: string, legalHold: boolean) =>
    ask<Output<typeof protocol.setHold>>('PUT', `${of(id)}/hold`, { legalHold }),
  share: (id: string, hours: number) =>
    ask<Output<typeof protocol.addShare>>('POST', `${of(id)}/shares`, { hours }),
  revoke: (id: string, shareId: string) => ask<object>('DELETE', `${of(id)}/shares/${shareId}`),
  export: (id: string, input: Input<typeof protocol.addExport>) =>
    ask<Output<typeof protocol.addExport>>('POST', `${of(id)}/exports`, input),
  exportState: (exportId: string) => ask<Output<typeof protocol.getExport>>('GET', `/exports/${exportId}`),
  cancelExport: (exportId: string) => ask<object>('DELETE', `/exports/${exportId}`),
};
