import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** One conversation per buyer and shop, its messages in order, and its pictures. */
export const conversations: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('conversations')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('shop_id', 'text', (c) => c.notNull().references('shops.id'))
      .addColumn('visitor_id', 'text', (c) => c.notNull().references('visitors.id'))
      .addColumn('product_id', 'text', (c) => c.references('products.id'))
      .addColumn('last_seq', 'integer', (c) => c.notNull())
      .addColumn('buyer_read_seq', 'integer', (c) => c.notNull())
      .addColumn('shop_read_seq', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('updated_at', 'integer', (c) => c.notNull())
      .addUniqueConstraint('conversations_buyer', ['shop_id', 'visitor_id'])
      .execute();
    await db.schema
      .createIndex('conversations_inbox')
      .on('conversations')
      .columns(['shop_id', 'updated_at'])
      .execute();

    await db.schema
      .createTable('messages')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversations.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('author_kind', 'text', (c) =>
        c.notNull().check(sql`author_kind in ('buyer', 'member', 'system')`),
      )
      .addColumn('author_id', 'text')
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('sent_at', 'integer', (c) => c.notNull())
      .addUniqueConstraint('messages_order', ['conversation_id', 'seq'])
      .execute();

    await db.schema
      .createTable('pictures')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversations.id'))
      .addColumn('uploader_kind', 'text', (c) => c.notNull().check(sql`uploader_kind in ('buyer', 'member')`))
      .addColumn('uploader_id', 'text', (c) => c.notNull())
      .addColumn('width', 'integer', (c) => c.notNull())
      .addColumn('height', 'integer', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('message_id', 'text', (c) => c.references('messages.id'))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('pictures_conversation').on('pictures').column('conversation_id').execute();
  },
};
