import type { CallKind, CallRating, EndReason, MissedReason, PictureOrigin } from '#protocol';

/** The body of a message as its row keeps it: other things by id, so that their views are always current. */
export type StoredBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly pictureId: string; readonly origin: PictureOrigin }
  | { readonly kind: 'product'; readonly productId: string }
  | {
      readonly kind: 'call';
      readonly callId: string;
      readonly callKind: CallKind;
      readonly duration: number;
      readonly outcome: EndReason | MissedReason;
    }
  | ({ readonly kind: 'rating'; readonly callId: string } & CallRating);

/** Somebody who writes or uploads, by id. */
export interface Participant {
  readonly kind: 'buyer' | 'member';
  readonly id: string;
}

/** A message that is about to be stored; `id` was made by its sender. */
export interface NewMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly author: Participant | { readonly kind: 'system' };
  readonly body: StoredBody;
  /** Who uploaded its picture, where that is not the author. */
  readonly uploader?: Participant;
}

/** Reads a row's `body`: written by this server, so its shape is known. */
export function parseStoredBody(body: string): StoredBody {
  return JSON.parse(body) as StoredBody;
}
