import type { CallRating } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { Kysely } from 'kysely';
import type { ChatService } from '../chat/chat.service.ts';
import { newId } from '../db/ids.ts';
import type { CallRow, Database } from '../db/schema.ts';
import type { VisitorActor } from '../transport/actor.ts';

export interface RatingsDeps {
  readonly db: Kysely<Database>;
  readonly chat: Pick<ChatService, 'appendWith'>;
  /** A call has got its rating. */
  readonly rated: (callId: string) => Promise<void>;
  readonly now: () => number;
}

/** What buyers think of their calls. */
export type RatingsService = ReturnType<typeof createRatingsService>;

export function createRatingsService({ db, chat, rated, now }: RatingsDeps) {
  /** The buyer's own call, once it is over.
   *  @throws AppError `not_found`; `conflict` while it goes on, or when nobody answered it. */
  async function ownCall(visitor: VisitorActor, callId: string): Promise<CallRow> {
    const call = await db.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirst();
    if (call?.visitor_id !== visitor.visitorId) throw new AppError('not_found', 'callId');
    if (call.status !== 'ended' || call.answered_at === null) throw new AppError('conflict', 'callId');
    return call;
  }

  return {
    /** Keeps it, and puts it into the conversation for both.
     *  @throws AppError `conflict` when the call has its rating already. */
    async rate(
      visitor: VisitorActor,
      callId: string,
      { stars, words }: CallRating,
    ): Promise<Record<string, never>> {
      const call = await ownCall(visitor, callId);
      const readers = {
        conversationId: call.conversation_id,
        visitorId: call.visitor_id,
        shopId: call.shop_id,
      };
      await chat.appendWith(readers, async (tx) => {
        const kept = await tx
          .insertInto('call_ratings')
          .values({ call_id: callId, stars, words, rated_at: now() })
          .onConflict((conflict) => conflict.column('call_id').doNothing())
          .executeTakeFirst();
        if (kept.numInsertedOrUpdatedRows === 0n) throw new AppError('conflict', 'it has its rating');
        return {
          id: newId(),
          conversationId: call.conversation_id,
          author: { kind: 'system' },
          body: { kind: 'rating', callId, stars, words },
        };
      });
      await rated(callId);
      return {};
    },
  };
}
