import type { addComment, addMarker, changeMarker, RecordingComment, RecordingMarker } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { AuditLog } from './audit-log.ts';
import { requireNotHeld, visibleRecording } from './review-access.ts';
import type { ReviewViews } from './review-views.ts';
import type { ReviewStore } from './review.store.ts';

export interface RemarksDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  readonly audit: AuditLog;
  /** The words by which it is found have changed. */
  readonly wordsChanged: (recordingId: string) => Promise<void>;
  readonly now: () => number;
}

/** What the team writes on a recording: comments at a time, and markers. */
export function createRemarks({ db, store, views, audit, wordsChanged, now }: RemarksDeps) {
  /** That somebody deletes this; first, so that nothing goes that is not noted. */
  const note = ({ shopId, memberId }: MemberActor, recordingId: string, detail: string) =>
    audit.write({ shopId, memberId, action: 'delete', recordingId, detail });

  /** A marker that this member may change: their own, or as the owner anybody's, while nothing holds it. */
  async function markerToChange(actor: MemberActor, recordingId: string, markerId: string): Promise<void> {
    const found = await visibleRecording(store, actor, recordingId);
    const marker = await db
      .selectFrom('recording_markers')
      .select('member_id')
      .where('recording_id', '=', recordingId)
      .where('id', '=', markerId)
      .executeTakeFirst();
    if (!marker) throw new AppError('not_found', 'markerId');
    if (marker.member_id !== actor.memberId && actor.role !== 'owner') throw new AppError('forbidden');
    requireNotHeld(found);
  }

  return {
    async comment(
      actor: MemberActor,
      recordingId: string,
      input: z.output<typeof addComment.input>,
    ): Promise<{ comment: RecordingComment }> {
      const { row } = await visibleRecording(store, actor, recordingId);
      const members = new Set((await store.members(actor.shopId)).map(({ id }) => id));
      if (!input.mentions.every((id) => members.has(id))) throw new AppError('not_found', 'mentions');
      const comments = db.selectFrom('recording_comments').select('id').where('recording_id', '=', row.id);
      if (input.replyTo !== undefined) {
        const answered = await comments.where('id', '=', input.replyTo).executeTakeFirst();
        if (!answered) throw new AppError('not_found', 'replyTo');
      }
      const comment = await db
        .insertInto('recording_comments')
        .values({
          id: newId(),
          recording_id: row.id,
          at: input.at,
          member_id: actor.memberId,
          text: input.text,
          mentions: JSON.stringify(input.mentions),
          reply_to: input.replyTo ?? null,
          created_at: now(),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await wordsChanged(row.id);
      return { comment: await views.comment(comment, actor.memberId) };
    },

    /** One's own comment with its answers, or as the owner anybody's. */
    async deleteComment(actor: MemberActor, recordingId: string, commentId: string) {
      const recording = await visibleRecording(store, actor, recordingId);
      const { row } = recording;
      const found = await db
        .selectFrom('recording_comments')
        .select('member_id')
        .where('recording_id', '=', row.id)
        .where('id', '=', commentId)
        .executeTakeFirst();
      if (!found) throw new AppError('not_found', 'commentId');
      if (found.member_id !== actor.memberId && actor.role !== 'owner') throw new AppError('forbidden');
      requireNotHeld(recording);
      await note(actor, recordingId, `comment ${commentId}`);
      await db
        .deleteFrom('recording_comments')
        .where('recording_id', '=', row.id)
        .where((eb) => eb.or([eb('id', '=', commentId), eb('reply_to', '=', commentId)]))
        .execute();
      await wordsChanged(row.id);
      return {};
    },

    async mark(
      actor: MemberActor,
      recordingId: string,
      input: z.output<typeof addMarker.input>,
    ): Promise<{ marker: RecordingMarker }> {
      const { row } = await visibleRecording(store, actor, recordingId);
      const marker = await db
        .insertInto('recording_markers')
        .values({ id: newId(), recording_id: row.id, member_id: actor.memberId, ...input })
        .returningAll()
        .executeTakeFirstOrThrow();
      await wordsChanged(row.id);
      return { marker: await views.marker(marker, { member: actor.memberId }) };
    },

    /** One's own marker, or as the owner anybody's. */
    async changeMarker(
      actor: MemberActor,
      recordingId: string,
      markerId: string,
      input: z.output<typeof changeMarker.input>,
    ): Promise<{ marker: RecordingMarker }> {
      await markerToChange(actor, recordingId, markerId);
      const marker = await db
        .updateTable('recording_markers')
        .set(input)
        .where('id', '=', markerId)
        .returningAll()
        .executeTakeFirst();
      if (!marker) throw new AppError('not_found', 'markerId');
      await wordsChanged(recordingId);
      return { marker: await views.marker(marker, { member: actor.memberId }) };
    },

    async deleteMarker(actor: MemberActor, recordingId: string, markerId: string) {
      await markerToChange(actor, recordingId, markerId);
      await note(actor, recordingId, `marker ${markerId}`);
      await db.deleteFrom('recording_markers').where('id', '=', markerId).execute();
      await wordsChanged(recordingId);
      return {};
    },
  };
}
