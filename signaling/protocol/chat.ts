import { z } from 'zod';
import { id, LIMITS, person, seq, time } from './basics.ts';
import { callKind, endReason, missedReason } from './calls.ts';
import { productView } from './products.ts';
import { callRating } from './ratings.ts';

/** A picture as stored: re-encoded by the server, with its size in pixels. Addresses are relative. */
export const pictureView = z.strictObject({
  id,
  width: z.int().positive(),
  height: z.int().positive(),
  full: z.string(),
  preview: z.string(),
});
export type PictureView = z.infer<typeof pictureView>;

/** Where a picture came from. */
export const pictureOrigin = z.enum(['upload', 'capture']);
export type PictureOrigin = z.infer<typeof pictureOrigin>;

/** What stands in a message; `call` is written by the server when a call ends or is missed, `rating` when its buyer
 *  has said what they thought of it. */
export const messageBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('picture'), picture: pictureView, origin: pictureOrigin }),
  z.strictObject({ kind: z.literal('product'), product: productView }),
  z.strictObject({
    kind: z.literal('call'),
    callId: id,
    callKind,
    /** Length of the conversation itself, ms; 0 for a missed call. */
    duration: z.int().nonnegative(),
    outcome: z.union([endReason, missedReason]),
  }),
  callRating.extend({ kind: z.literal('rating'), callId: id }),
]);
export type MessageBody = z.infer<typeof messageBody>;

/** Who wrote a message. */
export const messageAuthor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('buyer'), person }),
  z.strictObject({ kind: z.literal('member'), person }),
  z.strictObject({ kind: z.literal('system') }),
]);
export type MessageAuthor = z.infer<typeof messageAuthor>;

/** A stored message; `id` was made by its sender, `seq` by the server. */
export const messageView = z.strictObject({
  id,
  conversationId: id,
  seq,
  author: messageAuthor,
  body: messageBody,
  sentAt: time,
});
export type MessageView = z.infer<typeof messageView>;

/** A conversation as the inbox lists it. */
export const conversationView = z.strictObject({
  id,
  buyer: person,
  lastMessage: messageView.nullable(),
  lastSeq: seq,
  /** How far this shop's members (for a member) or the buyer (for a buyer) have read. */
  readSeq: seq,
  /** The product the buyer looked at last. */
  product: productView.nullable(),
  online: z.boolean(),
  updatedAt: time,
});
export type ConversationView = z.infer<typeof conversationView>;

/** What a client may send. */
export const outgoingBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().trim().min(1).max(LIMITS.textLength) }),
  z.strictObject({ kind: z.literal('picture'), pictureId: id }),
  z.strictObject({ kind: z.literal('product'), productId: id }),
]);
export type OutgoingBody = z.infer<typeof outgoingBody>;

export const chatCommands = {
  /** A visitor opens their one conversation with the shop; `sku` tells which product they look at. */
  'chat:open': {
    input: z.strictObject({ sku: z.string().max(80).optional() }),
    output: z.strictObject({ conversation: conversationView }),
  },
  /** The inbox of a member: conversations of the shop, newest first. */
  'chat:list': {
    input: z.strictObject({ before: time.optional(), limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({ conversations: z.array(conversationView), hasMore: z.boolean() }),
  },
  /** Stored before it is acknowledged; the same `messageId` again answers the message already stored. */
  'chat:send': {
    input: z.strictObject({ conversationId: id, messageId: id, body: outgoingBody }),
    output: z.strictObject({ message: messageView }),
  },
  /** A page of messages in order: the newest before `beforeSeq`, or the oldest after `afterSeq`. */
  'chat:history': {
    input: z.strictObject({
      conversationId: id,
      beforeSeq: seq.optional(),
      afterSeq: seq.optional(),
      limit: z.int().min(1).max(LIMITS.historyPage).default(50),
    }),
    output: z.strictObject({ messages: z.array(messageView), hasMore: z.boolean() }),
  },
  /** One has read up to here; never goes back. */
  'chat:read': {
    input: z.strictObject({ conversationId: id, seq }),
    output: z.strictObject({ readSeq: seq }),
  },
} as const;

export const chatFacts = {
  /** To the buyer and the members of the shop, in the order of `seq`. */
  'chat:messageAdded': z.strictObject({ message: messageView }),
  /** To members: the inbox line changed (new conversation, product, online, read). */
  'chat:conversationChanged': z.strictObject({ conversation: conversationView }),
} as const;
