import type { CallsService } from '../calls/calls.service.ts';
import { type AnyHandler, handler } from '../transport/handler.ts';

/** `media:request`: a page speaks to the engine of the room it was admitted to, and to no other. */
export function mediaRequestsHandlers(calls: Pick<CallsService, 'mediaRequest'>): AnyHandler[] {
  return [handler('media:request', 'anyone', (from, input) => calls.mediaRequest(from, input))];
}
