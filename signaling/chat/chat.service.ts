import type { CommandOutput, MessageView, OutgoingBody, ParsedInput, ProductView } from '#protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { ConversationRow, Database } from '../db/schema.ts';
import type { Actor, MemberActor, VisitorActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { ConnectionEvents, FactSender } from '../transport/fact-sender.ts';
import { createChatStore } from './chat.store.ts';
import { createConversations } from './conversations.ts';
import { createMessageLog, type MessageLog, type Readers } from './message-log.ts';
import { createMessageViews, type ViewSources } from './message-views.ts';
import type { Participant, StoredBody } from './stored-body.ts';

export type { Readers };

export interface ChatDeps extends ViewSources {
  readonly db: Kysely<Database>;
  readonly facts: FactSender;
  readonly connections: ConnectionEvents;
  readonly products: ViewSources['products'] & {
    bySku(shopId: string, sku: string): Promise<ProductView | undefined>;
    inShop(shopId: string, productId: string): Promise<boolean>;
  };
  readonly pictures: ViewSources['pictures'] & {
    /** Rejects with `not_found` unless the picture is this uploader's and free, in this conversation. */
    claim: Parameters<typeof createMessageLog>[0]['pictures']['claim'];
  };
  readonly log: Logger;
  readonly now: () => number;
}

/** The chat: one conversation per buyer and shop, before, during and after calls. */
export type ChatService = ReturnType<typeof createChatService>;

/** Creates the chat; `close` takes its listeners away. */
export function createChatService(deps: ChatDeps) {
  const { products } = deps;
  const store = createChatStore(deps.db);
  const views = createMessageViews(deps);
  const conversations = createConversations({ ...deps, store, views });
  const messages: MessageLog = createMessageLog({ ...deps, store, views });

  /** A buyer's coming and going shows on their line of the inbox. */
  const stopListening = deps.connections.onPersonChanged(({ person, shopId }) => {
    if (!('visitor' in person)) return;
    store
      .conversationOf(shopId, person.visitor)
      .then((row) => row && conversations.changed(row))
      .catch((error: unknown) => deps.log.error({ err: error }, 'The inbox could not be told'));
  });

  async function storedBody(shopId: string, body: OutgoingBody): Promise<StoredBody> {
    switch (body.kind) {
      case 'text':
        return { kind: 'text', text: body.text };
      case 'picture':
        return { kind: 'picture', pictureId: body.pictureId, origin: 'upload' };
      case 'product':
        if (!(await products.inShop(shopId, body.productId))) throw new AppError('not_found', 'productId');
        return { kind: 'product', productId: body.productId };
    }
  }

  return {
    conversation: conversations.get,
    openFor: conversations.openFor,
    append: messages.append,
    appendWith: messages.appendWith,
    stored: messages.stored,

    /** What was said in a span of time, in order; rights were checked before. */
    async between(conversationId: string, from: number, until: number): Promise<MessageView[]> {
      return views.messages(await store.messagesBetween(conversationId, from, until));
    },

    async open(visitor: VisitorActor, sku: string | undefined): Promise<CommandOutput<'chat:open'>> {
      const product = sku === undefined ? undefined : await products.bySku(visitor.shopId, sku);
      const row = await conversations.openFor(visitor, product);
      return { conversation: await conversations.view(row, 'buyer') };
    },

    async list(member: MemberActor, input: ParsedInput<'chat:list'>): Promise<CommandOutput<'chat:list'>> {
      const { rows, hasMore } = await store.inbox(member.shopId, input.before, input.limit);
      return { conversations: await conversations.viewsOf(rows, 'shop'), hasMore };
    },

    async send(actor: Actor, input: ParsedInput<'chat:send'>): Promise<CommandOutput<'chat:send'>> {
      const { conversationId, messageId, body } = input;
      const row = await conversations.get(actor, conversationId);
      const stored = await storedBody(actor.shopId, body);
      const author = participant(actor);
      const message = { id: messageId, conversationId, author, body: stored };
      return { message: await messages.append(message, readersOf(row)) };
    },

    async history(actor: Actor, input: ParsedInput<'chat:history'>): Promise<CommandOutput<'chat:history'>> {
      await conversations.get(actor, input.conversationId);
      const rows = await store.messages(input);
      const page = rows.slice(0, input.limit).toSorted((a, b) => a.seq - b.seq);
      return { messages: await views.messages(page), hasMore: rows.length > input.limit };
    },

    async read(actor: Actor, input: ParsedInput<'chat:read'>): Promise<CommandOutput<'chat:read'>> {
      const before = await conversations.get(actor, input.conversationId);
      if (actor.kind === 'visitor') {
        const { buyer_read_seq: readSeq } = await store.markRead(before.id, 'buyer', input.seq);
        return { readSeq };
      }
      const after = await store.markRead(before.id, 'shop', input.seq);
      if (after.shop_read_seq > before.shop_read_seq) await conversations.changed(after);
      return { readSeq: after.shop_read_seq };
    },

    /** Takes its listeners away and waits for what is being stored. */
    async close(): Promise<void> {
      stopListening();
      await messages.idle();
    },
  };
}

/** This person as the author of messages. */
export function participant(actor: Actor): Participant {
  return actor.kind === 'visitor'
    ? { kind: 'buyer', id: actor.visitorId }
    : { kind: 'member', id: actor.memberId };
}

/** Who reads along in a conversation. */
export function readersOf(row: ConversationRow): Readers {
  return { conversationId: row.id, visitorId: row.visitor_id, shopId: row.shop_id };
}
