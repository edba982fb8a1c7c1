import type { z } from 'zod';
import type * as protocol from '#protocol';
import { askApi } from '../../signaling/http-api.ts';

type Output<S extends { output: z.ZodType }> = z.output<S['output']>;

const ofRecording = (id: string): string => `/recordings/${id}/clips`;

/** Clips over HTTP; nothing here rejects. */
export const clipsApi = {
  list: (recordingId: string) => askApi<Output<typeof protocol.listClips>>('GET', ofRecording(recordingId)),
  add: (recordingId: string, input: z.input<(typeof protocol.addClip)['input']>) =>
    askApi<Output<typeof protocol.addClip>>('POST', ofRecording(recordingId), input),
  get: (clipId: string) => askApi<Output<typeof protocol.getClip>>('GET', `/clips/${clipId}`),
  delete: (clipId: string) => askApi<object>('DELETE', `/clips/${clipId}`),
  share: (recordingId: string, clipId: string, hours: number) =>
    askApi<Output<typeof protocol.addShare>>('POST', `/recordings/${recordingId}/shares`, { hours, clipId }),
};
