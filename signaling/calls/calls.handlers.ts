import { type AnyHandler, handler } from '../transport/handler.ts';
import type { CallsService } from './calls.service.ts';

/** The commands of calls. */
export function callsHandlers(calls: CallsService): AnyHandler[] {
  return [
    handler('call:request', 'visitor', (from, input) => calls.request(from, input)),
    handler('call:prepare', 'member', (from, { callId }) => calls.prepare(from, callId)),
    handler('call:answer', 'member', (from, { callId }) => calls.answer(from, callId)),
    handler('call:decline', 'member', (from, { callId }) => calls.decline(from, callId)),
    handler('call:hangUp', 'anyone', (from, { callId }) => calls.hangUp(from, callId)),
    handler('call:upgrade', 'anyone', (from, { callId }) => calls.upgrade(from, callId)),
    handler('call:keepCameraOff', 'anyone', (from, { callId }) => calls.keepCameraOff(from, callId)),
    handler('call:current', 'anyone', (from, { fresh }) => calls.current(from, fresh)),
  ];
}
