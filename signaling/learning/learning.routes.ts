import {
  addEntry,
  archiveScoreSheet,
  changeEntry,
  id,
  listAgentFigures,
  putCollection,
  putScore,
  putScoreSheet,
} from '#protocol';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { parse } from '../transport/parse.ts';
import type { Learning } from './learning.service.ts';

const SCORES = '/api/recordings/:recordingId/scores';
const SHEETS = '/api/score-sheets';
const SHEET = `${SHEETS}/:sheetId`;
const COLLECTIONS = '/api/collections';
const COLLECTION = `${COLLECTIONS}/:collectionId`;
const ENTRY = `${COLLECTION}/entries/:entryId`;

type Params = Readonly<Record<string, string>>;
const idIn = (params: Params, name: string): string => parse(id, params[name]);

/** The API of learning; who may do what is asked by the services. */
export function learningRoutes(learning: Learning): AnyHttpRoute[] {
  return [...scoreRoutes(learning), ...collectionRoutes(learning)];
}

function scoreRoutes({ sheets, scores, figures }: Learning): AnyHttpRoute[] {
  return [
    httpRoute({ method: 'get', path: SHEETS, allow: 'member', handle: ({ actor }) => sheets.list(actor) }),
    httpRoute({
      method: 'post',
      path: SHEETS,
      allow: 'member',
      input: putScoreSheet.input,
      handle: ({ actor }, input) => sheets.add(actor, input),
    }),
    httpRoute({
      method: 'put',
      path: SHEET,
      allow: 'member',
      input: putScoreSheet.input,
      handle: ({ actor, params }, input) => sheets.change(actor, idIn(params, 'sheetId'), input),
    }),
    httpRoute({
      method: 'delete',
      path: SHEET,
      allow: 'member',
      handle: ({ actor, params }) => sheets.remove(actor, idIn(params, 'sheetId')),
    }),
    httpRoute({
      method: 'put',
      path: `${SHEET}/archived`,
      allow: 'member',
      input: archiveScoreSheet.input,
      handle: ({ actor, params }, { archived }) => sheets.archive(actor, idIn(params, 'sheetId'), archived),
    }),
    httpRoute({
      method: 'get',
      path: SCORES,
      allow: 'member',
      handle: ({ actor, params }) => scores.list(actor, idIn(params, 'recordingId')),
    }),
    httpRoute({
      method: 'put',
      path: SCORES,
      allow: 'member',
      input: putScore.input,
      handle: ({ actor, params }, input) => scores.put(actor, idIn(params, 'recordingId'), input),
    }),
    httpRoute({
      method: 'delete',
      path: `${SCORES}/:scoreId`,
      allow: 'member',
      handle: ({ actor, params }) =>
        scores.remove(actor, idIn(params, 'recordingId'), idIn(params, 'scoreId')),
    }),
    httpRoute({
      method: 'get',
      path: '/api/agent-figures',
      allow: 'member',
      handle: ({ actor, request }) => figures.list(actor, parse(listAgentFigures.query, request.query)),
    }),
  ];
}

function collectionRoutes({ collections }: Learning): AnyHttpRoute[] {
  return [
    httpRoute({
      method: 'get',
      path: COLLECTIONS,
      allow: 'member',
      handle: ({ actor }) => collections.list(actor),
    }),
    httpRoute({
      method: 'post',
      path: COLLECTIONS,
      allow: 'member',
      input: putCollection.input,
      handle: ({ actor }, input) => collections.add(actor, input),
    }),
    httpRoute({
      method: 'get',
      path: COLLECTION,
      allow: 'member',
      handle: ({ actor, params }) => collections.open(actor, idIn(params, 'collectionId')),
    }),
    httpRoute({
      method: 'put',
      path: COLLECTION,
      allow: 'member',
      input: putCollection.input,
      handle: ({ actor, params }, input) => collections.change(actor, idIn(params, 'collectionId'), input),
    }),
    httpRoute({
      method: 'delete',
      path: COLLECTION,
      allow: 'member',
      handle: ({ actor, params }) => collections.remove(actor, idIn(params, 'collectionId')),
    }),
    httpRoute({
      method: 'post',
      path: `${COLLECTION}/entries`,
      allow: 'member',
      input: addEntry.input,
      handle: ({ actor, params }, input) => collections.addEntry(actor, idIn(params, 'collectionId'), input),
    }),
    httpRoute({
      method: 'put',
      path: ENTRY,
      allow: 'member',
      input: changeEntry.input,
      handle: ({ actor, params }, input) =>
        collections.changeEntry(actor, idIn(params, 'collectionId'), idIn(params, 'entryId'), input),
    }),
    httpRoute({
      method: 'delete',
      path: ENTRY,
      allow: 'member',
      handle: ({ actor, params }) =>
        collections.removeEntry(actor, idIn(params, 'collectionId'), idIn(params, 'entryId')),
    }),
  ];
}
