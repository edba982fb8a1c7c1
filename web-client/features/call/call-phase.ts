import type { CallState, CallView } from '#protocol';

/** Where a call stands for the person who looks at it. */
export type CallPhase =
  /** No call. */
  | 'idle'
  /** Asked for; the server has not answered yet. */
  | 'requesting'
  | 'ringing'
  | 'connecting'
  | 'active'
  | 'ended'
  | 'missed';

const PHASES: Record<CallState['status'], CallPhase> = {
  waiting: 'ringing',
  offered: 'ringing',
  connecting: 'connecting',
  active: 'active',
  ended: 'ended',
  missed: 'missed',
};

/** The phase of a call, or `idle` without one. */
export function phaseOf(call: CallView | null): CallPhase {
  return call ? PHASES[call.state.status] : 'idle';
}

/** True from the ring to the end: the page must not be left without a thought. */
export function isLive(phase: CallPhase): boolean {
  return phase === 'requesting' || phase === 'ringing' || isAnswered(phase);
}

/** True while both sides are in the call. */
export function isAnswered(phase: CallPhase): boolean {
  return phase === 'connecting' || phase === 'active';
}

export function isOver(phase: CallPhase): boolean {
  return phase === 'ended' || phase === 'missed';
}

/**
 * What a page knows of its call after being told of `next`: an older revision of the same call is stale, and
 * news of another call does not push this one aside.
 */
export function latestCall(known: CallView | null, next: CallView): CallView | null {
  if (!known || known.id !== next.id) return known;
  return next.revision > known.revision ? next : known;
}
