import {
  addComment,
  addExport,
  addMarker,
  addShare,
  changeMarker,
  id,
  listRecordings,
  setHold,
} from '#protocol';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { parse } from '../transport/parse.ts';
import type { ReviewRoom } from './review-room.service.ts';

const RECORDING = '/api/recordings/:recordingId';

/** The API of review; who may do what is asked by the services. */
export function reviewRoutes({
  review,
  choices,
  remarks,
  shares,
  exports,
  originals,
}: ReviewRoom): AnyHttpRoute[] {
  const recordingOf = (params: Readonly<Record<string, string>>) => parse(id, params['recordingId']);
  return [
    httpRoute({
      method: 'get',
      path: '/api/recordings',
      allow: 'member',
      handle: ({ actor, request }) => review.list(actor, parse(listRecordings.query, request.query)),
    }),
    httpRoute({
      method: 'get',
      path: '/api/recording-choices',
      allow: 'member',
      handle: ({ actor }) => choices.of(actor),
    }),
    httpRoute({
      method: 'get',
      path: RECORDING,
      allow: 'member',
      handle: ({ actor, params }) => review.detail(actor, recordingOf(params)),
    }),
    httpRoute({
      method: 'delete',
      path: RECORDING,
      allow: 'member',
      handle: ({ actor, params }) => review.remove(actor, recordingOf(params)),
    }),
    httpRoute({
      method: 'put',
      path: `${RECORDING}/hold`,
      allow: 'member',
      input: setHold.input,
      handle: ({ actor, params }, { legalHold }) => review.hold(actor, recordingOf(params), legalHold),
    }),
    httpRoute({
      method: 'post',
      path: `${RECORDING}/comments`,
      allow: 'member',
      input: addComment.input,
      handle: ({ actor, params }, input) => remarks.comment(actor, recordingOf(params), input),
    }),
    httpRoute({
      method: 'delete',
      path: `${RECORDING}/comments/:commentId`,
      allow: 'member',
      handle: ({ actor, params }) =>
        remarks.deleteComment(actor, recordingOf(params), parse(id, params['commentId'])),
    }),
    httpRoute({
      method: 'post',
      path: `${RECORDING}/markers`,
      allow: 'member',
      input: addMarker.input,
      handle: ({ actor, params }, input) => remarks.mark(actor, recordingOf(params), input),
    }),
    httpRoute({
      method: 'put',
      path: `${RECORDING}/markers/:markerId`,
      allow: 'member',
      input: changeMarker.input,
      handle: ({ actor, params }, input) =>
        remarks.changeMarker(actor, recordingOf(params), parse(id, params['markerId']), input),
    }),
    httpRoute({
      method: 'delete',
      path: `${RECORDING}/markers/:markerId`,
      allow: 'member',
      handle: ({ actor, params }) =>
        remarks.deleteMarker(actor, recordingOf(params), parse(id, params['markerId'])),
    }),
    httpRoute({
      method: 'post',
      path: `${RECORDING}/shares`,
      allow: 'member',
      input: addShare.input,
      handle: ({ actor, params }, input) => shares.add(actor, recordingOf(params), input),
    }),
    httpRoute({
      method: 'delete',
      path: `${RECORDING}/shares/:shareId`,
      allow: 'member',
      handle: ({ actor, params }) => shares.revoke(actor, recordingOf(params), parse(id, params['shareId'])),
    }),
    httpRoute({
      method: 'get',
      path: '/api/shared-recordings/:token',
      // The link itself is the right.
      allow: 'public',
      handle: ({ params }) => shares.read(params['token'] ?? ''),
    }),
    httpRoute({
      method: 'post',
      path: `${RECORDING}/exports`,
      allow: 'member',
      input: addExport.input,
      handle: ({ actor, params }, options) => exports.add(actor, recordingOf(params), options),
    }),
    httpRoute({
      method: 'get',
      path: `${RECORDING}/exports`,
      allow: 'member',
      handle: ({ actor, params }) => exports.list(actor, recordingOf(params)),
    }),
    httpRoute({
      method: 'get',
      path: `${RECORDING}/originals`,
      allow: 'member',
      handle: ({ actor, params }) => originals.list(actor, recordingOf(params)),
    }),
    httpRoute({
      method: 'get',
      path: '/api/exports/:exportId',
      allow: 'member',
      handle: ({ actor, params }) => exports.get(actor, parse(id, params['exportId'])),
    }),
    httpRoute({
      method: 'delete',
      path: '/api/exports/:exportId',
      allow: 'member',
      handle: ({ actor, params }) => exports.cancel(actor, parse(id, params['exportId'])),
    }),
  ];
}
