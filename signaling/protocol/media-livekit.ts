import { z } from 'zod';
import { direction, grantBasics, score, trackSource } from './media-basics.ts';

/** A grant of a LiveKit cluster: whom its server lets in, as whom, into which room, stands in the token. The
 *  participant's identity is `peerId`; sources are LiveKit's own, `screen` being its `screen_share`. */
export const livekitGrant = z.strictObject({
  engine: z.literal('livekit'),
  ...grantBasics,
  /** WebSocket address of the cluster, `wss://media.example.com`. */
  url: z.string(),
  /** Good for coming in now; who was in is given fresh ones by LiveKit. */
  token: z.string(),
  /** For how long the token is good, ms; a page that has to come in again asks for another with `renewToken`. */
  tokenMs: z.int().positive(),
  /** Whether anybody may see and hear this page now: while nobody may, it sends no more than what holds the place. */
  watched: z.boolean(),
  /** The room before is on a node that is dead: nothing is worth being sent there any more. */
  beforeIsLost: z.boolean(),
});
export type LivekitGrant = z.infer<typeof livekitGrant>;

/** What a page on a LiveKit cluster may ask of our server; all else it settles with LiveKit. The last three are
 *  hints: nothing that matters is believed because a page said it. */
export const livekitRequest = z.discriminatedUnion('type', [
  /** The page comes in with this grant (sent beside the connecting, refused when another page has it). */
  z.strictObject({ type: z.literal('join') }),
  /** Another token with the same rights: the first ran out, or LiveKit refused it. */
  z.strictObject({ type: z.literal('renewToken') }),
  /** Something of this page's own changed (published, ended, muted): our server looks it up. */
  z.strictObject({ type: z.literal('changed') }),
  /** Whether this page's microphone hears somebody speak. */
  z.strictObject({ type: z.literal('speaking'), speaking: z.boolean() }),
  /** How well this page's own packets reach the cluster, or the others' reach the page. */
  z.strictObject({ type: z.literal('quality'), direction, score }),
]);
export type LivekitRequest = z.infer<typeof livekitRequest>;

/** What the answers hold, by the type of the request; the others answer `{}`. */
export interface LivekitReplies {
  renewToken: { url: string; token: string; tokenMs: number };
}

/** What our server tells a page on a LiveKit cluster. */
export const livekitEvent = z.discriminatedUnion('type', [
  /** Whether anybody may see and hear this page has changed; also said again after each `join`. */
  z.strictObject({ type: z.literal('watched'), watched: z.boolean() }),
  /** Somebody with the right to turned this page's source off: LiveKit has ended its track and refuses another.
   *  With `muted` false it may be published again, and is by the page that had it on. */
  z.strictObject({ type: z.literal('sourceMuted'), source: trackSource, muted: z.boolean() }),
]);
export type LivekitEvent = z.infer<typeof livekitEvent>;
