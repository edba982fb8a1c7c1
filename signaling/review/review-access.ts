import { AppError } from '#protocol/app-error';
import type { MemberActor } from '../transport/actor.ts';
import { seesAll } from './review-rights.ts';
import type { FoundRecording, ReviewStore } from './review.store.ts';

/** The recording, if this member may see it; any other does not exist for them. */
export async function visibleRecording(
  store: Pick<ReviewStore, 'get'>,
  actor: MemberActor,
  recordingId: string,
): Promise<FoundRecording> {
  const found = await store.get(recordingId);
  const isVisible =
    found?.row.shop_id === actor.shopId && (seesAll(actor) || found.call.agent_id === actor.memberId);
  if (!isVisible) throw new AppError('not_found', 'recordingId');
  return found;
}
