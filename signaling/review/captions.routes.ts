import { addCaptions, id, startSpeech } from '#protocol';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { parse } from '../transport/parse.ts';
import { readBody } from '../transport/read-body.ts';
import type { ReviewRoom } from './review-room.service.ts';

const CAPTIONS = '/api/recordings/:recordingId/captions';
const SPEECH = '/api/recordings/:recordingId/speech';
const FILE_BYTES = 2 * 1024 * 1024;

/** The API of what was said as words. */
export function captionsRoutes({ captions, speech }: ReviewRoom): AnyHttpRoute[] {
  const recordingOf = (params: Readonly<Record<string, string>>) => parse(id, params['recordingId']);
  return [
    httpRoute({
      method: 'post',
      path: CAPTIONS,
      allow: 'member',
      async handle({ actor, params, request }) {
        const { language } = parse(addCaptions.query, request.query);
        return captions.add(actor, recordingOf(params), language, await readBody(request, FILE_BYTES));
      },
    }),
    httpRoute({
      method: 'delete',
      path: `${CAPTIONS}/:captionsId`,
      allow: 'member',
      handle: ({ actor, params }) =>
        captions.remove(actor, recordingOf(params), parse(id, params['captionsId'])),
    }),
    httpRoute({
      method: 'post',
      path: SPEECH,
      allow: 'member',
      input: startSpeech.input,
      handle: ({ actor, params }, { language }) => speech.start(actor, recordingOf(params), language),
    }),
    httpRoute({
      method: 'delete',
      path: SPEECH,
      allow: 'member',
      handle: ({ actor, params }) => speech.cancel(actor, recordingOf(params)),
    }),
  ];
}
