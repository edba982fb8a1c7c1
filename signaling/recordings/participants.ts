import type { Side } from '../calls/calls.service.ts';
import type { CallRow } from '../db/schema.ts';
import type { Audience } from '../transport/fact-sender.ts';

/** Somebody in a call, as its recording knows them. */
export interface Participant {
  /** Of the visitor or the member; also their name in the call's room. */
  readonly id: string;
  readonly side: Side;
  /** Where they are told how the recording stands. */
  readonly audience: Audience;
}

/** Everybody in a call: each answers for themselves, and each is told. */
export function participantsOf({
  visitor_id: buyer,
  agent_id: agent,
}: Pick<CallRow, 'visitor_id' | 'agent_id'>): Participant[] {
  return [
    { id: buyer, side: 'buyer', audience: { visitor: buyer } },
    ...(agent === null ? [] : [{ id: agent, side: 'agent', audience: { member: agent } } as const]),
  ];
}

/** Who of `after` was not there before. */
export function newcomers(before: readonly Participant[], after: readonly Participant[]): Participant[] {
  return after.filter(({ id }) => !before.some((one) => one.id === id));
}
