import { type AnyHandler, handler } from '../transport/handler.ts';
import type { RecordingsService } from './recordings.service.ts';

/** The commands of recordings. */
export function recordingsHandlers(recordings: RecordingsService): AnyHandler[] {
  return [
    handler('recording:start', 'member', ({ actor }, { callId }) => recordings.record(actor, callId)),
    handler('recording:pause', 'member', ({ actor }, { callId }) => recordings.pause(actor, callId)),
    handler('recording:resume', 'member', ({ actor }, { callId }) => recordings.resume(actor, callId)),
    handler('recording:stop', 'member', ({ actor }, { callId }) => recordings.stop(actor, callId)),
    handler('recording:consent', 'anyone', ({ actor }, input) => recordings.consent(actor, input)),
    handler('recording:mark', 'member', ({ actor }, input) => recordings.mark(actor, input)),
    handler('recording:current', 'anyone', ({ actor }, { callId }) => recordings.current(actor, callId)),
  ];
}
