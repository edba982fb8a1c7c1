import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Calls with their states, and everything that happened to them. */
export const calls: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('calls')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('shop_id', 'text', (c) => c.notNull().references('shops.id'))
      .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversations.id'))
      .addColumn('visitor_id', 'text', (c) => c.notNull().references('visitors.id'))
      .addColumn('product_id', 'text', (c) => c.references('products.id'))
      .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('voice', 'video')`))
      .addColumn('status', 'text', (c) =>
        c.notNull().check(sql`status in ('waiting', 'offered', 'connecting', 'active', 'ended', 'missed')`),
      )
      .addColumn('revision', 'integer', (c) => c.notNull())
      .addColumn('agent_id', 'text', (c) => c.references('members.id'))
      .addColumn('passed_by', 'text', (c) => c.notNull())
      .addColumn('reason', 'text')
      .addColumn('requested_at', 'integer', (c) => c.notNull())
      .addColumn('offered_at', 'integer')
      .addColumn('deadline', 'integer')
      .addColumn('buyer_grace_until', 'integer')
      .addColumn('agent_grace_until', 'integer')
      .addColumn('answered_at', 'integer')
      .addColumn('active_at', 'integer')
      .addColumn('ended_at', 'integer')
      .execute();
    await db.schema
      .createIndex('calls_deadline')
      .on('calls')
      .column('deadline')
      .where(sql.ref('deadline'), 'is not', null)
      .execute();
    // The last word in a race: a buyer rings once at a time, and an agent is offered or has one call at a time.
    await db.schema
      .createIndex('calls_live_buyer')
      .unique()
      .on('calls')
      .column('visitor_id')
      .where(sql`status`, 'in', sql`('waiting', 'offered', 'connecting', 'active')`)
      .execute();
    await db.schema
      .createIndex('calls_live_agent')
      .unique()
      .on('calls')
      .column('agent_id')
      .where(sql`status`, 'in', sql`('offered', 'connecting', 'active')`)
      .execute();

    await db.schema
      .createTable('call_events')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('call_id', 'text', (c) => c.notNull().references('calls.id'))
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('data', 'text', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('call_events_call').on('call_events').columns(['call_id', 'id']).execute();
  },
};
