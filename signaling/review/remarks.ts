import type { addComment, addMarker, changeMarker, RecordingComment, RecordingMarker } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { visibleRecording } from './review-access.ts';
import type { ReviewViews } from './review-views.ts';
import type { ReviewStore } from './review.store.ts';

export interface RemarksDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  /** The words by which it is found have changed. */
  readonly wordsChanged: (recordingId: string) => Promise<void>;
  readonly now: () => number;
}

/** What the team writes on a recording: comments at a time, and markers. */
export function createRemarks({ db, store, views, wordsChanged, now }: RemarksDeps) {
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
      const { row } = await visibleRecording(store, actor, recordingId);
      const found = await db
        .selectFrom('recording_comments')
        .select('member_id')
        .where('recording_id', '=', row.id)
        .where('id', '=', commentId)
        .executeTakeFirst();
      if (!found) throw new AppError('not_found', 'commentId');
      if (found.member_id !== actor.memberId && actor.role !== 'owner') throw new AppError('forbidden');
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
      return { marker: await views.marker(marker) };
    },

    async changeMarker(
      actor: MemberActor,
      recordingId: string,
      markerId: string,
      input: z.output<typeof changeMarker.input>,
    ): Promise<{ marker: RecordingMarker }> {
      const { row } = await visibleRecording(store, actor, recordingId);
      const marker = await db
        .updateTable('recording_markers')
        .set(input)
        .where('recording_id', '=', row.id)
        .where('id', '=', markerId)
        .returningAll()
        .executeTakeFirst();
      if (!marker) throw new AppError('not_found', 'markerId');
      await wordsChanged(row.id);
      return { marker: await views.marker(marker) };
    },

    async deleteMarker(actor: MemberActor, recordingId: string, markerId: string) {
      const { row } = await visibleRecording(store, actor, recordingId);
      const result = await db
        .deleteFrom('recording_markers')
        .where('recording_id', '=', row.id)
        .where('id', '=', markerId)
        .executeTakeFirst();
      if (result.numDeletedRows === 0n) throw new AppError('not_found', 'markerId');
      await wordsChanged(row.id);
      return {};
    },
  };
}
