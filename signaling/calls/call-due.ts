import type { EndReason, MissedReason } from '#protocol';
import type { CallRow } from '../db/schema.ts';
import type { Pass } from './offer-policy.ts';

/** What has to happen to a call because a time has come. */
export type Due =
  | { readonly type: 'offerNext'; readonly pass: Pass | undefined }
  | { readonly type: 'end'; readonly reason: EndReason }
  | { readonly type: 'miss'; readonly reason: MissedReason };

/** What is due; `undefined` while nothing is.
 *  @param adopted the server started anew in this call and nobody has come back to it yet. */
export function whatIsDue(row: CallRow, now: number, adopted: boolean): Due | undefined {
  const isPast = (time: number | null) => time !== null && time <= now;
  const buyerGone = isPast(row.buyer_grace_until);
  const agentGone = isPast(row.agent_grace_until);
  const deadlinePassed = isPast(row.deadline);
  switch (row.status) {
    case 'waiting':
      if (buyerGone) return { type: 'miss', reason: 'buyer_lost' };
      return deadlinePassed ? { type: 'offerNext', pass: undefined } : undefined;
    case 'offered':
      if (buyerGone) return { type: 'miss', reason: 'buyer_lost' };
      if (agentGone) return { type: 'offerNext', pass: 'left' };
      return deadlinePassed ? { type: 'offerNext', pass: 'timed_out' } : undefined;
    case 'connecting':
    case 'active':
      if (buyerGone && agentGone && adopted) return { type: 'end', reason: 'server_stopped' };
      if (buyerGone) return { type: 'end', reason: 'buyer_lost' };
      if (agentGone) return { type: 'end', reason: 'agent_lost' };
      return deadlinePassed ? { type: 'end', reason: 'media_failed' } : undefined;
    case 'ended':
    case 'missed':
      return undefined;
  }
}
