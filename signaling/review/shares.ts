import { createHash, randomBytes } from 'node:crypto';
import type { addShare, RecordingShare, SharedRecording } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { ShareRow } from '../db/schema-recordings.ts';
import type { MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { Clips } from './clips.ts';
import type { AuditLog } from './audit-log.ts';
import { permittedRecording } from './review-access.ts';
import type { ReviewViews } from './review-views.ts';
import type { ReviewStore } from './review.store.ts';

export interface SharesDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  readonly audit: AuditLog;
  readonly clips: Pick<Clips, 'isOf' | 'shared'>;
  readonly members: { person(memberId: string): Promise<{ id: string; name: string }> };
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;

/** Links for people without a sign-in: they expire, and can be taken back. */
export function createShares({ db, store, views, audit, clips, members, now }: SharesDeps) {
  const shares = () => db.selectFrom('recording_shares').selectAll();

  async function view(row: ShareRow): Promise<RecordingShare> {
    const { id, created_at: createdAt, expires_at: expiresAt, revoked_at, clip_id: clipId } = row;
    const createdBy = await members.person(row.created_by);
    return { id, createdBy, createdAt, expiresAt, clipId, revoked: revoked_at !== null };
  }

  const isGood = (row: ShareRow | undefined): row is ShareRow =>
    row !== undefined && row.revoked_at === null && row.expires_at > now();

  async function shareable(actor: MemberActor, recordingId: string) {
    return (await permittedRecording(store, actor, recordingId, 'share')).row;
  }

  return {
    async of(recordingId: string): Promise<RecordingShare[]> {
      const rows = await shares().where('recording_id', '=', recordingId).orderBy('id').execute();
      return Promise.all(rows.map(view));
    },

    async add(actor: MemberActor, recordingId: string, { hours, clipId }: z.output<typeof addShare.input>) {
      const { id } = await shareable(actor, recordingId);
      if (clipId !== undefined && !(await clips.isOf(clipId, id))) throw new AppError('not_found', 'clipId');
      const token = randomBytes(32).toString('base64url');
      const createdAt = now();
      const row = await db
        .insertInto('recording_shares')
        .values({
          id: newId(),
          recording_id: id,
          token_hash: hashToken(token),
          clip_id: clipId ?? null,
          created_by: actor.memberId,
          created_at: createdAt,
          expires_at: createdAt + hours * HOUR_MS,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      const { shopId, memberId } = actor;
      await audit.write({ shopId, memberId, action: 'share', recordingId, detail: `${row.id} ${hours} h` });
      return { share: await view(row), path: `/review/shared/${token}` };
    },

    async revoke(actor: MemberActor, recordingId: string, shareId: string) {
      const { id } = await shareable(actor, recordingId);
      const result = await db
        .updateTable('recording_shares')
        .set({ revoked_at: now() })
        .where('recording_id', '=', id)
        .where('id', '=', shareId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (result.numUpdatedRows === 0n) throw new AppError('not_found', 'shareId');
      const { shopId, memberId } = actor;
      await audit.write({ shopId, memberId, action: 'revoke', recordingId, detail: shareId });
      return {};
    },

    /** The recording behind a link. */
    async read(token: string): Promise<{ recording: SharedRecording; title: string | null }> {
      const share = await shares().where('token_hash', '=', hashToken(token)).executeTakeFirst();
      const found = isGood(share) ? await store.get(share.recording_id) : undefined;
      if (!found || !share) throw new AppError('not_found', 'this link is not good, or not any more');
      const { row } = found;
      await audit.write({
        shopId: row.shop_id,
        memberId: null,
        action: 'look_by_link',
        recordingId: row.id,
        detail: share.id,
      });
      const reader = { share: share.id };
      if (share.clip_id !== null) {
        const clip = await clips.shared(share.clip_id, found, reader);
        if (!clip) throw new AppError('not_found', 'the clip was deleted');
        return clip;
      }
      const rows = await store.recorded(row);
      const recording = await views.recorded(found, rows, reader);
      return { recording, title: null };
    },

    /** Whether a link still leads to this recording. */
    async leadsTo(shareId: string, recordingId: string): Promise<boolean> {
      const share = await shares().where('id', '=', shareId).executeTakeFirst();
      return isGood(share) && share.recording_id === recordingId;
    },
  };
}

/** Tokens are random and long: a fast hash keeps a stolen store from being a stolen link. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
