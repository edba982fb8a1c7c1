import type { Response } from 'express';
import { AppError } from '#protocol/app-error';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import type { MediaFile, ReviewMedia } from './review-media.ts';

/** Files of recordings, with ranges, behind signed addresses. */
export function mediaRoutes(media: ReviewMedia): AnyHttpRoute[] {
  return [
    httpRoute({
      method: 'get',
      path: '/media/recordings/:recordingId/:name',
      // The address alone is not enough: it counts with the sign-in for which it was made.
      allow: 'member',
      async handle({ actor, params, request, response }) {
        const { recordingId = '', name = '' } = params;
        await send(response, await media.forMember(actor, { recordingId, name }, request.query));
      },
    }),
    httpRoute({
      method: 'get',
      path: '/media/shared/:shareId/:recordingId/:name',
      allow: 'public',
      async handle({ params, request, response }) {
        const { shareId = '', recordingId = '', name = '' } = params;
        await send(response, await media.forShare(shareId, { recordingId, name }, request.query));
      },
    }),
  ];
}

async function send(response: Response, file: MediaFile): Promise<void> {
  response.set({
    'content-type': file.contentType,
    'cache-control': file.live ? 'no-store' : 'private, max-age=3600',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  });
  if (file.download !== undefined) response.attachment(file.download);
  const error = await new Promise<Error | undefined>((resolve) => {
    response.sendFile(file.path, { cacheControl: false, dotfiles: 'allow' }, resolve);
  });
  // A range that is none is answered already; a reader who leaves early is no fault of ours.
  if (!error || response.headersSent || response.destroyed) return;
  const status = 'status' in error ? error.status : undefined;
  if (status === 416) {
    response.status(416).end();
    return;
  }
  if (status === 404) throw new AppError('not_found');
  throw error;
}
