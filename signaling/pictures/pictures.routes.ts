import { pipeline } from 'node:stream/promises';
import { id, LIMITS } from '#protocol';
import type { ConversationRow } from '../db/schema.ts';
import type { Actor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { parse } from '../transport/parse.ts';
import type { RateLimit } from '../transport/rate-limit.ts';
import type { PicturesService } from './pictures.service.ts';

export interface PicturesRoutesDeps {
  readonly pictures: PicturesService;
  /** The conversation, or `not_found` where this person may not see it. */
  readonly conversation: (actor: Actor, conversationId: string) => Promise<ConversationRow>;
  /** Whether this person uploads the still of that capture right now; such a picture keeps every pixel. */
  readonly deliversCapture: (actor: Actor, captureId: string) => boolean;
  /** Pictures cost time to decode: so many per person. */
  readonly uploadRate: RateLimit;
}

/** `POST /api/conversations/:conversationId/pictures` and `GET /api/pictures/:pictureId/:size`. */
export function picturesRoutes(deps: PicturesRoutesDeps): AnyHttpRoute[] {
  const { pictures } = deps;
  return [
    httpRoute({
      method: 'post',
      path: '/api/conversations/:conversationId/pictures',
      allow: 'anyone',
      async handle({ actor, params, request }) {
        const conversationId = parse(id, params['conversationId']);
        const capture = request.query['capture'];
        const captureId = capture === undefined ? undefined : parse(id, capture);
        const conversation = await deps.conversation(actor, conversationId);
        if (Number(request.headers['content-length'] ?? 0) > LIMITS.pictureBytes) {
          throw new AppError('too_large', `at most ${LIMITS.pictureBytes} bytes`);
        }
        const uploader =
          actor.kind === 'visitor'
            ? ({ kind: 'buyer', id: actor.visitorId } as const)
            : ({ kind: 'member', id: actor.memberId } as const);
        await deps.uploadRate.take(uploader.id);
        const picture = await pictures.store({
          conversationId: conversation.id,
          uploader,
          body: request,
          fullResolution: captureId !== undefined && deps.deliversCapture(actor, captureId),
        });
        return { picture };
      },
    }),
    httpRoute({
      method: 'get',
      path: '/api/pictures/:pictureId/:size',
      // `<img>` sends no token: the signed address is the right, made for those who may see the conversation.
      allow: 'public',
      async handle({ params, request, response }) {
        const { pictureId = '', size = '' } = params;
        const { size: bytes, stream } = await pictures.open(pictureId, size, request.query);
        response.set({
          'content-type': 'image/webp',
          'content-length': `${bytes}`,
          'content-disposition': 'inline; filename="picture.webp"',
          'cache-control': 'private, max-age=43200, immutable',
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
          'cross-origin-resource-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
        });
        if (request.method === 'HEAD') {
          stream.destroy();
          response.end();
          return;
        }
        // A reader who leaves early is no fault of ours.
        await pipeline(stream, response).catch(() => response.destroy());
      },
    }),
  ];
}
