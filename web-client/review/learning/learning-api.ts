import type { z } from 'zod';
import type * as protocol from '#protocol';
import type { CollectionWords, SheetDesign } from '#protocol';
import { askApi } from '../../signaling/http-api.ts';

type Output<S extends { output: z.ZodType }> = z.output<S['output']>;
type Input<S extends { input: z.ZodType }> = z.input<S['input']>;

const sheet = (id: string): string => `/score-sheets/${id}`;
const scores = (recordingId: string): string => `/recordings/${recordingId}/scores`;
const collection = (id: string): string => `/collections/${id}`;
const entry = (id: string, entryId: string): string => `${collection(id)}/entries/${entryId}`;

/** What a team learns from its calls, over HTTP; nothing here rejects. */
export const learningApi = {
  sheets: () => askApi<Output<typeof protocol.listScoreSheets>>('GET', '/score-sheets'),
  addSheet: (design: SheetDesign) =>
    askApi<Output<typeof protocol.putScoreSheet>>('POST', '/score-sheets', design),
  changeSheet: (id: string, design: SheetDesign) =>
    askApi<Output<typeof protocol.putScoreSheet>>('PUT', sheet(id), design),
  archiveSheet: (id: string, archived: boolean) =>
    askApi<Output<typeof protocol.archiveScoreSheet>>('PUT', `${sheet(id)}/archived`, { archived }),
  deleteSheet: (id: string) => askApi<object>('DELETE', sheet(id)),

  scores: (recordingId: string) => askApi<Output<typeof protocol.listScores>>('GET', scores(recordingId)),
  score: (recordingId: string, input: Input<typeof protocol.putScore>) =>
    askApi<Output<typeof protocol.putScore>>('PUT', scores(recordingId), input),
  deleteScore: (recordingId: string, scoreId: string) =>
    askApi<object>('DELETE', `${scores(recordingId)}/${scoreId}`),

  agentFigures(from: number, to: number, sheetId: string) {
    const query = new URLSearchParams({ from: `${from}`, to: `${to}`, ...(sheetId && { sheet: sheetId }) });
    return askApi<Output<typeof protocol.listAgentFigures>>('GET', `/agent-figures?${query.toString()}`);
  },

  collections: () => askApi<Output<typeof protocol.listCollections>>('GET', '/collections'),
  collection: (id: string) => askApi<Output<typeof protocol.getCollection>>('GET', collection(id)),
  addCollection: (words: CollectionWords) =>
    askApi<Output<typeof protocol.putCollection>>('POST', '/collections', words),
  changeCollection: (id: string, words: CollectionWords) =>
    askApi<Output<typeof protocol.putCollection>>('PUT', collection(id), words),
  deleteCollection: (id: string) => askApi<object>('DELETE', collection(id)),
  addEntry: (id: string, input: Input<typeof protocol.addEntry>) =>
    askApi<Output<typeof protocol.addEntry>>('POST', `${collection(id)}/entries`, input),
  changeEntry: (id: string, entryId: string, input: Input<typeof protocol.changeEntry>) =>
    askApi<object>('PUT', entry(id, entryId), input),
  deleteEntry: (id: string, entryId: string) => askApi<object>('DELETE', entry(id, entryId)),
};
