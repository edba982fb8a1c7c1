import type { ConversationView, MessageView } from '#protocol';

/** How many messages of this conversation no member has read; none where a member had the last word, or spoke. */
export function unreadCount({ lastSeq, readSeq, lastMessage }: ConversationView): number {
  const answered = lastMessage?.body.kind === 'call' && lastMessage.body.duration > 0;
  return answered || lastMessage?.author.kind === 'member' ? 0 : Math.max(0, lastSeq - readSeq);
}

/** Since when the buyer waits for a word: their last message or missed call is the last thing there; else null. */
export function waitingSince({ lastMessage }: ConversationView): number | null {
  if (!lastMessage) return null;
  const { author, body, sentAt } = lastMessage;
  if (author.kind === 'buyer') return sentAt;
  return body.kind === 'call' && body.duration === 0 ? sentAt : null;
}

/**
 * The inbox: unread first, who waits longest on top; below them what was read, newest first. The one being looked
 * at keeps the rank it was opened with (`held`), so that nothing jumps away under the pointer.
 */
export function inboxOrder(
  conversations: readonly ConversationView[],
  held: { readonly id: string; readonly wasUnread: boolean } | null = null,
): ConversationView[] {
  const unread = (line: ConversationView): boolean =>
    line.id === held?.id ? held.wasUnread : unreadCount(line) > 0;
  return conversations.toSorted((a, b) => {
    if (unread(a) !== unread(b)) return unread(a) ? -1 : 1;
    if (unread(a)) return (waitingSince(a) ?? a.updatedAt) - (waitingSince(b) ?? b.updatedAt);
    return b.updatedAt - a.updatedAt;
  });
}

/**
 * The list with this line in it, new or changed. News may overtake each other: what was said and what was read
 * never goes back.
 */
export function withConversation(
  conversations: readonly ConversationView[],
  changed: ConversationView,
): ConversationView[] {
  const known = conversations.find(({ id }) => id === changed.id);
  const line = known ? merged(known, changed) : changed;
  return [...conversations.filter(({ id }) => id !== changed.id), line];
}

function merged(known: ConversationView, changed: ConversationView): ConversationView {
  const newest = known.lastSeq > changed.lastSeq ? known : changed;
  return {
    ...changed,
    lastMessage: newest.lastMessage,
    lastSeq: newest.lastSeq,
    readSeq: Math.max(known.readSeq, changed.readSeq),
    updatedAt: Math.max(known.updatedAt, changed.updatedAt),
  };
}

/** The list after a message was said; null when its conversation is not in it. */
export function withMessage(
  conversations: readonly ConversationView[],
  message: MessageView,
): ConversationView[] | null {
  const line = conversations.find(({ id }) => id === message.conversationId);
  if (!line) return null;
  if (line.lastSeq >= message.seq) return [...conversations];
  return withConversation(conversations, {
    ...line,
    lastMessage: message,
    lastSeq: message.seq,
    updatedAt: message.sentAt,
  });
}

/** How long somebody has waited, in the largest unit that says something; null under a minute. */
export function waitWords(ms: number): { unit: 'minutes' | 'hours' | 'days'; count: number } | null {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return null;
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  if (minutes < 24 * 60) return { unit: 'hours', count: Math.floor(minutes / 60) };
  return { unit: 'days', count: Math.floor(minutes / (24 * 60)) };
}
