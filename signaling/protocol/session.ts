import { z } from 'zod';
import { id, language, person, shopSlug, time } from './basics.ts';
import { mediaEngineName } from './media.ts';

/** What a member may be in a shop. */
export const role = z.enum(['owner', 'supervisor', 'agent']);
export type Role = z.infer<typeof role>;

/** What a member says of themselves; `available` members are offered calls. */
export const presenceStatus = z.enum(['available', 'busy', 'away']);
export type PresenceStatus = z.infer<typeof presenceStatus>;

/** Whether a call would reach somebody now, as a buyer sees it. */
export const shopPresence = z.enum(['available', 'busy', 'offline']);
export type ShopPresence = z.infer<typeof shopPresence>;

/** The shop as its visitors see it. */
export const shopView = z.strictObject({ id, slug: shopSlug, name: z.string(), presence: shopPresence });
export type ShopView = z.infer<typeof shopView>;

/** A member as the console sees them; `inCall` is the server's finding, `status` the member's choice. */
export const memberView = z.strictObject({
  id,
  name: z.string(),
  loginName: z.string(),
  role,
  status: presenceStatus,
  online: z.boolean(),
  inCall: z.boolean(),
});
export type MemberView = z.infer<typeof memberView>;

/** What a socket says of itself when it connects (Socket.IO `auth`). */
export const handshake = z.discriminatedUnion('as', [
  z.strictObject({ protocol: z.int(), as: z.literal('visitor'), token: z.string().max(2000), language }),
  z.strictObject({ protocol: z.int(), as: z.literal('member'), language }),
]);
export type Handshake = z.infer<typeof handshake>;

/** Who the server takes this socket for. */
export const self = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('visitor'), visitor: person }),
  z.strictObject({ kind: z.literal('member'), member: memberView }),
]);
export type Self = z.infer<typeof self>;

export const sessionCommands = {
  /** First command on every connection: who am I, where am I, what is the time there. */
  'session:hello': {
    input: z.strictObject({}),
    output: z.strictObject({
      self,
      shop: shopView,
      serverTime: time,
      /** So that a page has the engine's code before it is called. */
      mediaEngine: mediaEngineName,
    }),
  },
  /** A member says whether calls may be offered to them. */
  'presence:set': {
    input: z.strictObject({ status: presenceStatus }),
    output: z.strictObject({ member: memberView }),
  },
  /** Everybody of one's own shop, for the console. */
  'presence:list': {
    input: z.strictObject({}),
    output: z.strictObject({ members: z.array(memberView) }),
  },
} as const;

export const sessionFacts = {
  /** To members of the shop: one of them came, went, or changed status. */
  'presence:changed': z.strictObject({ member: memberView }),
  /** To visitors of the shop. */
  'shop:presenceChanged': z.strictObject({ presence: shopPresence }),
  /** The server is about to stop or this session was signed out elsewhere. */
  'session:ended': z.strictObject({ reason: z.enum(['signed_out', 'server_stopping']) }),
} as const;
