import type { MessageBody, PictureView } from '#protocol';
import type { ChatEntry } from '../features/chat/chat-entry.ts';

type CallBody = Extract<MessageBody, { kind: 'call' }>;

/** What happened with a buyer so far, in short. */
export interface SoFar {
  readonly firstAt: number | null;
  /** Written messages, of both sides. */
  readonly messages: number;
  /** Newest first. */
  readonly calls: readonly { readonly at: number; readonly body: CallBody }[];
  readonly pictures: readonly { readonly key: string; readonly picture: PictureView }[];
}

/** Sums up the part of a conversation that is loaded. */
export function soFar(entries: readonly ChatEntry[]): SoFar {
  const stored = entries.filter((entry) => entry.state === 'stored');
  return {
    firstAt: stored[0]?.at ?? null,
    messages: stored.filter(({ body }) => body.kind !== 'call').length,
    calls: stored.flatMap(({ at, body }) => (body.kind === 'call' ? [{ at, body }] : [])).toReversed(),
    pictures: stored
      .flatMap(({ key, body }) => (body.kind === 'picture' ? [{ key, picture: body.picture }] : []))
      .toReversed(),
  };
}
