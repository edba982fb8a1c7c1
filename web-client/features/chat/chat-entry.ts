import type { ErrorCode, MessageAuthor, MessageBody, Person, ProductView } from '#protocol';
import type { MessageLog } from './message-log.ts';

/** Who looks at the conversation from this page. */
export interface ChatSelf {
  readonly kind: 'buyer' | 'member';
  readonly person: Person;
}

/** A picture as its sender's own browser shows it before the server has it. */
export interface LocalPicture {
  /** An address of the page's own (`blob:`). */
  readonly address: string;
  readonly width: number;
  readonly height: number;
}

/** What stands in a message that is not stored yet. */
export type DraftBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly file: File; readonly local: LocalPicture }
  | { readonly kind: 'product'; readonly product: ProductView };

/** A message on its way; `id` stays the same however often it is tried. */
export interface Draft {
  readonly id: string;
  readonly body: DraftBody;
  readonly at: number;
  readonly state: 'sending' | 'failed';
  /** How much of a picture has left, 0 to 1; null where there is nothing to upload, or no longer. */
  readonly progress: number | null;
  readonly problem: ErrorCode | null;
}

interface EntryFrame {
  /** The message's id, before and after it is stored. */
  readonly key: string;
  readonly at: number;
  readonly author: MessageAuthor;
  /** Written by this side of the conversation: stands at the right. */
  readonly mine: boolean;
}

/** One line of a conversation as the panel shows it. */
export type ChatEntry =
  | (EntryFrame & {
      readonly state: 'stored';
      readonly body: MessageBody;
      /** One's own picture, still at hand: nothing flickers when the server's comes. */
      readonly local: LocalPicture | null;
    })
  | (EntryFrame & { readonly state: 'sending' | 'failed'; readonly draft: Draft });

/**
 * The lines in order: what is stored by the server's count, then what is on its way in the order it was written.
 * A draft that turns up stored is shown once, as stored.
 */
export function entriesOf(
  log: MessageLog,
  drafts: readonly Draft[],
  self: ChatSelf,
  localPictures: ReadonlyMap<string, LocalPicture> = new Map(),
): ChatEntry[] {
  const stored = new Set(log.map((message) => message.id));
  return [
    ...log.map((message): ChatEntry => ({
      key: message.id,
      at: message.sentAt,
      author: message.author,
      mine: message.author.kind === self.kind,
      state: 'stored',
      body: message.body,
      local: localPictures.get(message.id) ?? null,
    })),
    ...drafts
      .filter((draft) => !stored.has(draft.id))
      .map((draft): ChatEntry => ({
        key: draft.id,
        at: draft.at,
        author: { kind: self.kind, person: self.person },
        mine: true,
        state: draft.state,
        draft,
      })),
  ];
}
