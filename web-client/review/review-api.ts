import type { z } from 'zod';
import type * as protocol from '#protocol';
import { askApi } from '../signaling/http-api.ts';

/** What a schema of the contract lets through. */
type Output<S extends { output: z.ZodType }> = z.output<S['output']>;
type Input<S extends { input: z.ZodType }> = z.input<S['input']>;

/** What the list can be narrowed by. */
export type ListQuery = Partial<Record<keyof z.input<(typeof protocol.listRecordings)['query']>, string>>;

/** What there is to be chosen from. */
export type ListChoices = Output<typeof protocol.listChoices>;

const of = (recordingId: string): string => `/recordings/${recordingId}`;

/** The review's HTTP interface; nothing here rejects. */
export const api = {
  list(query: ListQuery) {
    const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
    return askApi<Output<typeof protocol.listRecordings>>('GET', `/recordings${search ? `?${search}` : ''}`);
  },
  choices: () => askApi<Output<typeof protocol.listChoices>>('GET', '/recording-choices'),
  detail: (id: string) => askApi<Output<typeof protocol.getRecording>>('GET', of(id)),
  shared: (token: string) =>
    askApi<Output<typeof protocol.getSharedRecording>>(
      'GET',
      `/shared-recordings/${encodeURIComponent(token)}`,
    ),
  delete: (id: string) => askApi<object>('DELETE', of(id)),
  comment: (id: string, input: Input<typeof protocol.addComment>) =>
    askApi<Output<typeof protocol.addComment>>('POST', `${of(id)}/comments`, input),
  deleteComment: (id: string, commentId: string) =>
    askApi<object>('DELETE', `${of(id)}/comments/${commentId}`),
  mark: (id: string, input: Input<typeof protocol.addMarker>) =>
    askApi<Output<typeof protocol.addMarker>>('POST', `${of(id)}/markers`, input),
  changeMarker: (id: string, markerId: string, input: Input<typeof protocol.changeMarker>) =>
    askApi<Output<typeof protocol.changeMarker>>('PUT', `${of(id)}/markers/${markerId}`, input),
  deleteMarker: (id: string, markerId: string) => askApi<object>('DELETE', `${of(id)}/markers/${markerId}`),
  hold: (id: string, legalHold: boolean) =>
    askApi<Output<typeof protocol.setHold>>('PUT', `${of(id)}/hold`, { legalHold }),
  share: (id: string, hours: number) =>
    askApi<Output<typeof protocol.addShare>>('POST', `${of(id)}/shares`, { hours }),
  revoke: (id: string, shareId: string) => askApi<object>('DELETE', `${of(id)}/shares/${shareId}`),
  export: (id: string, input: Input<typeof protocol.addExport>) =>
    askApi<Output<typeof protocol.addExport>>('POST', `${of(id)}/exports`, input),
  exports: (id: string) => askApi<Output<typeof protocol.listExports>>('GET', `${of(id)}/exports`),
  originals: (id: string) => askApi<Output<typeof protocol.listOriginals>>('GET', `${of(id)}/originals`),
  cancelExport: (exportId: string) => askApi<object>('DELETE', `/exports/${exportId}`),
};
