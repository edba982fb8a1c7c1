import type { z } from 'zod';
import type { Reply, WireError } from '#protocol';
import type * as protocol from '#protocol';
import { askApi } from '../../signaling/http-api.ts';

const of = (id: string) => `/recordings/${id}`;

/** Captions over HTTP; nothing here rejects. */
export const captionsApi = {
  /** Sends a file; a refusal says which line of it is wrong. */
  async add(id: string, language: string, file: Blob): Promise<WireError | null> {
    try {
      const response = await fetch(`/api${of(id)}/captions?language=${language}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: file,
      });
      const reply = (await response.json()) as Reply<unknown>;
      return reply.ok ? null : reply.error;
    } catch {
      return { code: 'unavailable', message: '' };
    }
  },
  remove: (id: string, captionsId: string) => askApi<object>('DELETE', `${of(id)}/captions/${captionsId}`),
  startSpeech: (id: string, language: string) =>
    askApi<z.output<(typeof protocol.startSpeech)['output']>>(
      'POST',
      `${of(id)}/speech`,
      language === '' ? {} : { language },
    ),
  stopSpeech: (id: string) => askApi<object>('DELETE', `${of(id)}/speech`),
};
