import type { ConversationView, ProductView } from '#protocol';
import type { ConversationRow } from '../db/schema.ts';
import type { Actor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { ConnectionEvents, FactSender } from '../transport/fact-sender.ts';
import type { ChatStore } from './chat.store.ts';
import type { MessageViews } from './message-views.ts';

interface Deps {
  readonly store: ChatStore;
  readonly views: MessageViews;
  readonly facts: FactSender;
  readonly connections: ConnectionEvents;
  readonly now: () => number;
}

/** Who may see a conversation, how it is opened, and what its line in the inbox shows. */
export function createConversations({ store, views, facts, connections, now }: Deps) {
  const isOnline = (visitorId: string) => connections.isConnected({ visitor: visitorId });

  async function viewsOf(rows: readonly ConversationRow[], side: 'buyer' | 'shop') {
    return views.conversations(rows, await store.lastMessages(rows), side, isOnline);
  }

  async function view(row: ConversationRow, side: 'buyer' | 'shop'): Promise<ConversationView> {
    const [found] = await viewsOf([row], side);
    if (!found) throw new Error('no view for a conversation');
    return found;
  }

  /** Tells the shop's members that a line of their inbox changed. */
  async function changed(row: ConversationRow): Promise<void> {
    const conversation = await view(row, 'shop');
    facts.send({ membersOf: row.shop_id }, 'chat:conversationChanged', { conversation });
  }

  return {
    view,
    viewsOf,
    changed,

    /** The conversation, if this person may see it; a foreign one does not exist for them. */
    async get(actor: Actor, conversationId: string): Promise<ConversationRow> {
      const row = await store.conversation(conversationId);
      const theirs =
        row?.shop_id === actor.shopId && (actor.kind === 'member' || row.visitor_id === actor.visitorId);
      if (!theirs) throw new AppError('not_found', 'conversationId');
      return row;
    },

    /** The buyer's one conversation with the shop, made when there is none; notes which product they look at. */
    async openFor(
      buyer: { shopId: string; visitorId: string },
      product: ProductView | undefined,
    ): Promise<ConversationRow> {
      const { shopId, visitorId } = buyer;
      const productId = product?.id ?? null;
      const created = await store.createConversation({ shopId, visitorId, productId, now: now() });
      const row = await store.conversationOf(shopId, visitorId);
      if (!row) throw new Error('a conversation that was just made is missing');
      const elsewhere = productId !== null && row.product_id !== productId;
      if (elsewhere) await store.setProduct(row.id, productId);
      const current = elsewhere ? { ...row, product_id: productId } : row;
      if (created || elsewhere) await changed(current);
      return current;
    },
  };
}
