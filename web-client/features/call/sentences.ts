import type { CallState, EndReason, MissedReason } from '#protocol';
import type { DeviceProblem } from '../../media/devices.ts';
import type { CallSide, OwnSources } from './call-controller.ts';
import type messages from './messages.en.ts';

type Messages = typeof messages;
/** A sentence that needs no parameter. */
type Key = {
  [K in keyof Messages]: Messages[K] extends `${string}{${string}`
    ? never
    : Messages[K] extends string
      ? K
      : never;
}[keyof Messages];

const ENDED: Record<EndReason, { buyer: Key; agent: Key }> = {
  buyer_hung_up: { buyer: 'youHungUp', agent: 'buyerHungUp' },
  agent_hung_up: { buyer: 'sellerHungUp', agent: 'youHungUp' },
  buyer_lost: { buyer: 'youWereLost', agent: 'otherWasLost' },
  agent_lost: { buyer: 'otherWasLost', agent: 'youWereLost' },
  media_failed: { buyer: 'mediaFailed', agent: 'mediaFailed' },
  server_stopped: { buyer: 'serverStopped', agent: 'serverStopped' },
};

const MISSED: Record<MissedReason, { buyer: Key; agent: Key }> = {
  nobody_there: { buyer: 'nobodyThere', agent: 'nobodyThere' },
  all_busy: { buyer: 'allBusy', agent: 'allBusy' },
  unanswered: { buyer: 'unanswered', agent: 'unanswered' },
  declined: { buyer: 'declined', agent: 'declined' },
  cancelled: { buyer: 'cancelled', agent: 'buyerCancelled' },
  buyer_lost: { buyer: 'youWereLost', agent: 'otherWasLost' },
  media_failed: { buyer: 'mediaFailed', agent: 'mediaFailed' },
};

/** Why a call is over, in the words of the side that reads it; null while it is not over. */
export function outcomeKey(state: CallState, side: CallSide): Key | null {
  if (state.status === 'ended') return ENDED[state.reason][side];
  if (state.status === 'missed') return missedKey(state.reason, side);
  return null;
}

/** Why a call was missed, in the words of the side that reads it. */
export function missedKey(reason: MissedReason, side: CallSide): Key {
  return MISSED[reason][side];
}

const PROBLEMS: Record<DeviceProblem, 'Insecure' | 'Refused' | 'NotFound' | 'Busy' | 'Failed'> = {
  insecure_page: 'Insecure',
  refused: 'Refused',
  not_found: 'NotFound',
  busy: 'Busy',
  failed: 'Failed',
};

/** What is missing of one's own devices, as one sentence; null while nothing is. The screen comes first: its sentence
 *  answers the press just made. */
export function deviceKey({ microphone, camera, screen }: OwnSources): Key | null {
  if (screen.problem) return 'screenFailed';
  if (microphone.problem && microphone.problem === camera.problem)
    return `devices${PROBLEMS[microphone.problem]}`;
  if (microphone.problem) return `microphone${PROBLEMS[microphone.problem]}`;
  return camera.problem ? `camera${PROBLEMS[camera.problem]}` : null;
}

/** Asking again can help: the person may have given permission, or freed or plugged in a device. A screen is asked for
 *  where it was before. */
export function canRetryDevices({ microphone, camera, screen }: OwnSources): boolean {
  const problem = screen.problem ? null : (microphone.problem ?? camera.problem);
  return problem !== null && problem !== 'insecure_page';
}
