import type { ReviewRights } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { RecordingRow } from '../db/schema-recordings.ts';
import type { MemberActor } from '../transport/actor.ts';
import { rightsOf } from './review-rights.ts';
import type { FoundRecording } from './found-recordings.ts';
import type { ReviewStore } from './review.store.ts';

/** A recording that a member sees, and what they may do with it. */
export interface VisibleRecording extends FoundRecording {
  readonly may: ReviewRights;
}

/** The recording, if this member may see it; any other does not exist for them. */
export async function visibleRecording(
  store: Pick<ReviewStore, 'get' | 'rights'>,
  actor: MemberActor,
  recordingId: string,
): Promise<VisibleRecording> {
  const found = await store.get(recordingId);
  if (found?.row.shop_id !== actor.shopId) throw new AppError('not_found', 'recordingId');
  const own = await store.rights.of(actor, recordingId);
  const isVisible = own.see === 'all' || (own.see === 'own' && found.call.agent_id === actor.memberId);
  if (!isVisible) throw new AppError('not_found', 'recordingId');
  return { ...found, may: rightsOf(actor.role, own) };
}

/** The same, if this member may also do this with it. */
export async function permittedRecording(
  store: Pick<ReviewStore, 'get' | 'rights'>,
  actor: MemberActor,
  recordingId: string,
  act: keyof ReviewRights,
): Promise<VisibleRecording> {
  const found = await visibleRecording(store, actor, recordingId);
  if (!found.may[act]) throw new AppError('forbidden', act);
  return found;
}

/** Refuses to change or delete what belongs to a recording on legal hold.
 *  @throws AppError `on_hold` */
export function requireNotHeld({ row }: { readonly row: Pick<RecordingRow, 'legal_hold'> }): void {
  if (row.legal_hold === 1) throw new AppError('on_hold');
}
