import { type AnyHandler, handler } from '../transport/handler.ts';
import type { CapturesService } from './captures.service.ts';

/** The commands of captures. */
export function capturesHandlers(captures: CapturesService): AnyHandler[] {
  return [
    handler('capture:take', 'anyone', ({ actor }, input) => captures.take(actor, input)),
    handler('capture:deliver', 'member', ({ actor }, input) => captures.deliver(actor, input)),
    handler('capture:fail', 'member', ({ actor }, { captureId }) => captures.fail(actor, captureId)),
  ];
}
