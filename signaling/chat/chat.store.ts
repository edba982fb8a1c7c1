import type { Kysely, Transaction } from 'kysely';
import { newId } from '../db/ids.ts';
import type { ConversationRow, Database, MessageRow } from '../db/schema.ts';
import type { NewMessage } from './stored-body.ts';

/** Which part of a conversation to read. */
export interface MessagePage {
  readonly conversationId: string;
  readonly beforeSeq?: number | undefined;
  readonly afterSeq?: number | undefined;
  readonly limit: number;
}

/** Rows of conversations and messages. */
export type ChatStore = ReturnType<typeof createChatStore>;

/** Reads and writes conversations and messages. */
export function createChatStore(db: Kysely<Database>) {
  return {
    conversation(id: string): Promise<ConversationRow | undefined> {
      return db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
    },

    conversationOf(shopId: string, visitorId: string): Promise<ConversationRow | undefined> {
      return db
        .selectFrom('conversations')
        .selectAll()
        .where('shop_id', '=', shopId)
        .where('visitor_id', '=', visitorId)
        .executeTakeFirst();
    },

    /** Makes the one conversation of this buyer unless it exists; true when this call made it. */
    async createConversation(of: {
      shopId: string;
      visitorId: string;
      productId: string | null;
      now: number;
    }): Promise<boolean> {
      const result = await db
        .insertInto('conversations')
        .values({
          id: newId(),
          shop_id: of.shopId,
          visitor_id: of.visitorId,
          product_id: of.productId,
          last_seq: 0,
          buyer_read_seq: 0,
          shop_read_seq: 0,
          created_at: of.now,
          updated_at: of.now,
        })
        .onConflict((conflict) => conflict.columns(['shop_id', 'visitor_id']).doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },

    async setProduct(conversationId: string, productId: string): Promise<void> {
      await db
        .updateTable('conversations')
        .set({ product_id: productId })
        .where('id', '=', conversationId)
        .execute();
    },

    message(id: string): Promise<MessageRow | undefined> {
      return db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
    },

    /** Gives the message the next place in its conversation and stores it; rejects when its id is taken. */
    async insert(tx: Transaction<Database>, message: NewMessage, now: number): Promise<MessageRow> {
      const { last_seq: seq } = await tx
        .updateTable('conversations')
        .set((set) => ({ last_seq: set('last_seq', '+', 1), updated_at: now }))
        .where('id', '=', message.conversationId)
        .returning('last_seq')
        .executeTakeFirstOrThrow();
      const row: MessageRow = {
        id: message.id,
        conversation_id: message.conversationId,
        seq,
        author_kind: message.author.kind,
        author_id: message.author.kind === 'system' ? null : message.author.id,
        body: JSON.stringify(message.body),
        sent_at: now,
      };
      await tx.insertInto('messages').values(row).execute();
      return row;
    },

    transaction<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
      return db.transaction().execute(work);
    },

    /** Messages in order: the oldest after `afterSeq` if that is given, else the newest before `beforeSeq`. One
     *  more than asked for when there are more. */
    async messages(page: MessagePage): Promise<MessageRow[]> {
      let query = db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', page.conversationId)
        .orderBy('seq', page.afterSeq === undefined ? 'desc' : 'asc')
        .limit(page.limit + 1);
      if (page.afterSeq !== undefined) query = query.where('seq', '>', page.afterSeq);
      if (page.beforeSeq !== undefined) query = query.where('seq', '<', page.beforeSeq);
      return query.execute();
    },

    /** Messages that were sent in a span of time, in order. */
    messagesBetween(conversationId: string, from: number, until: number): Promise<MessageRow[]> {
      return db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('sent_at', '>=', from)
        .where('sent_at', '<=', until)
        .orderBy('seq')
        .execute();
    },

    /** The last message of each of these conversations, by conversation. */
    async lastMessages(conversations: readonly ConversationRow[]): Promise<Map<string, MessageRow>> {
      const ids = conversations.filter((row) => row.last_seq > 0).map((row) => row.id);
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('messages')
        .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
        .selectAll('messages')
        .whereRef('messages.seq', '=', 'conversations.last_seq')
        .where('messages.conversation_id', 'in', ids)
        .execute();
      return new Map(rows.map((row) => [row.conversation_id, row]));
    },

    /** Conversations of a shop, the latest first. */
    async inbox(
      shopId: string,
      before: number | undefined,
      limit: number,
    ): Promise<{ rows: ConversationRow[]; hasMore: boolean }> {
      const all = db.selectFrom('conversations').selectAll().where('shop_id', '=', shopId);
      const upTo = before === undefined ? all : all.where('updated_at', '<', before);
      const rows = await upTo
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const last = rows[limit - 1];
      const next = rows[limit];
      if (!last || !next) return { rows, hasMore: false };
      if (next.updated_at < last.updated_at) return { rows: rows.slice(0, limit), hasMore: true };
      // The next page starts at a time: lines of the very same time must all stand on this one.
      const time = last.updated_at;
      const sameTime = await all.where('updated_at', '=', time).orderBy('id', 'desc').execute();
      const older = await all.where('updated_at', '<', time).limit(1).execute();
      return {
        rows: [...rows.filter((row) => row.updated_at > time), ...sameTime],
        hasMore: older.length > 0,
      };
    },

    /** Moves a side's read mark forward, never back nor past the last message; answers where it stands. */
    async markRead(conversationId: string, side: 'buyer' | 'shop', seq: number): Promise<ConversationRow> {
      const column = side === 'buyer' ? 'buyer_read_seq' : 'shop_read_seq';
      await db
        .updateTable('conversations')
        .set((set) => ({
          [column]: set.case().when('last_seq', '<', seq).then(set.ref('last_seq')).else(seq).end(),
        }))
        .where('id', '=', conversationId)
        .where(column, '<', seq)
        .execute();
      return db
        .selectFrom('conversations')
        .selectAll()
        .where('id', '=', conversationId)
        .executeTakeFirstOrThrow();
    },
  };
}
