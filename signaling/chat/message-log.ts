import type { MessageView } from '#protocol';
import type { Transaction } from 'kysely';
import type { Database, MessageRow } from '../db/schema.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import { AppError } from '#protocol/app-error';
import type { FactSender } from '../transport/fact-sender.ts';
import type { ChatStore } from './chat.store.ts';
import type { MessageViews } from './message-views.ts';
import type { NewMessage, Participant } from './stored-body.ts';

/** What a message does with the picture it shows: the picture belongs to it from then on. */
export interface PictureClaim {
  readonly pictureId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly uploader: Participant;
}

interface Deps {
  readonly store: ChatStore;
  readonly views: MessageViews;
  readonly facts: FactSender;
  readonly pictures: { claim(tx: Transaction<Database>, claim: PictureClaim): Promise<void> };
  readonly now: () => number;
}

/** For whom a conversation's messages are. */
export interface Readers {
  readonly conversationId: string;
  readonly visitorId: string;
  readonly shopId: string;
}

/** Stores messages, each once and in one order per conversation, and tells both sides in that order. */
export type MessageLog = ReturnType<typeof createMessageLog>;

export function createMessageLog({ store, views, facts, pictures, now }: Deps) {
  // Within a turn a message is stored and told: the facts of a conversation leave in the order of `seq`.
  const turns = new OneAtATime();

  async function view(row: MessageRow): Promise<MessageView> {
    const [message] = await views.messages([row]);
    if (!message) throw new Error('no view for a message');
    return message;
  }

  async function insert(tx: Transaction<Database>, message: NewMessage): Promise<MessageRow> {
    const row = await store.insert(tx, message, now());
    const uploader = message.uploader ?? message.author;
    if (message.body.kind === 'picture' && uploader.kind !== 'system') {
      const { pictureId } = message.body;
      const { id: messageId, conversationId } = message;
      await pictures.claim(tx, { pictureId, conversationId, messageId, uploader });
    }
    return row;
  }

  async function announce(row: MessageRow, readers: Readers): Promise<MessageView> {
    const message = await view(row);
    facts.send({ visitor: readers.visitorId }, 'chat:messageAdded', { message });
    facts.send({ membersOf: readers.shopId }, 'chat:messageAdded', { message });
    return message;
  }

  /** The message already stored under this id, if it is this author's in this conversation; somebody else's is a
   *  conflict that tells nothing about it. */
  async function stored(message: Omit<NewMessage, 'body'>): Promise<MessageView | undefined> {
    const row = await store.message(message.id);
    if (!row) return undefined;
    const authorId = message.author.kind === 'system' ? null : message.author.id;
    const same =
      row.conversation_id === message.conversationId &&
      row.author_kind === message.author.kind &&
      row.author_id === authorId;
    if (!same) throw new AppError('conflict', 'messageId');
    return view(row);
  }

  return {
    stored,

    /** Stores a message and tells both sides; one that is stored already is answered as it is. */
    append(message: NewMessage, readers: Readers): Promise<MessageView> {
      return turns.run(message.conversationId, async () => {
        const already = await stored(message);
        if (already) return already;
        let row: MessageRow;
        try {
          row = await store.transaction((tx) => insert(tx, message));
        } catch (error) {
          // Another conversation, or another node, may have used the id since we looked.
          const meanwhile = await stored(message);
          if (meanwhile) return meanwhile;
          throw error;
        }
        return announce(row, readers);
      });
    },

    /** Makes `change` in a transaction and stores the message it answers, if any, in the same one. */
    appendWith(
      readers: Readers,
      change: (tx: Transaction<Database>) => Promise<NewMessage | undefined>,
    ): Promise<MessageView | undefined> {
      return turns.run(readers.conversationId, async () => {
        const row = await store.transaction(async (tx) => {
          const message = await change(tx);
          return message && insert(tx, message);
        });
        return row && announce(row, readers);
      });
    },

    /** Resolves when nothing is being stored or told. */
    idle: () => turns.idle(),
  };
}
