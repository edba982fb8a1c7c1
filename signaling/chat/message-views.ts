import type {
  ConversationView,
  MessageAuthor,
  MessageBody,
  MessageView,
  Person,
  PictureView,
  ProductView,
} from '#protocol';
import type { ConversationRow, MessageRow } from '../db/schema.ts';
import { parseStoredBody } from './stored-body.ts';

/** Where views get what messages name by id. */
export interface ViewSources {
  readonly visitors: { person(visitorId: string): Promise<Person> };
  readonly members: { person(memberId: string): Promise<Person> };
  readonly products: { view(productId: string): Promise<ProductView> };
  readonly pictures: { view(pictureId: string): Promise<PictureView> };
}

/** Turns rows into what the pages see; asks for each person, product and picture once per call. */
export function createMessageViews(sources: ViewSources) {
  async function messages(rows: readonly MessageRow[]): Promise<MessageView[]> {
    const visitor = once((id) => sources.visitors.person(id));
    const member = once((id) => sources.members.person(id));
    const product = once((id) => sources.products.view(id));

    async function author(row: MessageRow): Promise<MessageAuthor> {
      if (row.author_id === null || row.author_kind === 'system') return { kind: 'system' };
      const person = row.author_kind === 'buyer' ? visitor(row.author_id) : member(row.author_id);
      return { kind: row.author_kind, person: await person };
    }

    async function body(row: MessageRow): Promise<MessageBody> {
      const stored = parseStoredBody(row.body);
      switch (stored.kind) {
        case 'text':
        case 'call':
        case 'rating':
          return stored;
        case 'picture':
          return {
            kind: 'picture',
            picture: await sources.pictures.view(stored.pictureId),
            origin: stored.origin,
          };
        case 'product':
          return { kind: 'product', product: await product(stored.productId) };
      }
    }

    return Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        conversationId: row.conversation_id,
        seq: row.seq,
        author: await author(row),
        body: await body(row),
        sentAt: row.sent_at,
      })),
    );
  }

  return {
    messages,

    /** Lines of an inbox, or the buyer's own one; `side` says whose read mark they carry. */
    async conversations(
      rows: readonly ConversationRow[],
      lastMessages: ReadonlyMap<string, MessageRow>,
      side: 'buyer' | 'shop',
      isOnline: (visitorId: string) => boolean,
    ): Promise<ConversationView[]> {
      const product = once((id) => sources.products.view(id));
      const views = await messages([...lastMessages.values()]);
      const lastOf = new Map(views.map((view) => [view.conversationId, view]));
      return Promise.all(
        rows.map(async (row) => ({
          id: row.id,
          buyer: await sources.visitors.person(row.visitor_id),
          lastMessage: lastOf.get(row.id) ?? null,
          lastSeq: row.last_seq,
          readSeq: side === 'buyer' ? row.buyer_read_seq : row.shop_read_seq,
          product: row.product_id === null ? null : await product(row.product_id),
          online: isOnline(row.visitor_id),
          updatedAt: row.updated_at,
        })),
      );
    },
  };
}

/** Turns rows into views. */
export type MessageViews = ReturnType<typeof createMessageViews>;

function once<T>(look: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const found = new Map<string, Promise<T>>();
  return (id) => {
    const known = found.get(id) ?? look(id);
    found.set(id, known);
    return known;
  };
}
