import { type AnyHandler, handler } from '../transport/handler.ts';
import type { RatingsService } from './ratings.service.ts';

/** The command of ratings. */
export function ratingsHandlers(ratings: RatingsService): AnyHandler[] {
  return [
    handler('call:rate', 'visitor', ({ actor }, { callId, ...rating }) =>
      ratings.rate(actor, callId, rating),
    ),
  ];
}
