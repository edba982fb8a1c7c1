import { addClip, id } from '#protocol';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { parse } from '../transport/parse.ts';
import type { ReviewRoom } from './review-room.service.ts';

const CLIPS = '/api/recordings/:recordingId/clips';
const CLIP = '/api/clips/:clipId';

/** The API of clips. */
export function clipsRoutes({ clips }: ReviewRoom): AnyHttpRoute[] {
  return [
    httpRoute({
      method: 'get',
      path: CLIPS,
      allow: 'member',
      handle: ({ actor, params }) => clips.list(actor, parse(id, params['recordingId'])),
    }),
    httpRoute({
      method: 'post',
      path: CLIPS,
      allow: 'member',
      input: addClip.input,
      handle: ({ actor, params }, input) => clips.add(actor, parse(id, params['recordingId']), input),
    }),
    httpRoute({
      method: 'get',
      path: CLIP,
      allow: 'member',
      handle: ({ actor, params }) => clips.get(actor, parse(id, params['clipId'])),
    }),
    httpRoute({
      method: 'delete',
      path: CLIP,
      allow: 'member',
      handle: ({ actor, params }) => clips.remove(actor, parse(id, params['clipId'])),
    }),
  ];
}
