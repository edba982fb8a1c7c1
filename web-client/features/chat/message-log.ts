import type { MessageView } from '#protocol';

/** What a page knows of one conversation: each message once, by rising `seq`. */
export type MessageLog = readonly MessageView[];

/** The log with these messages in their places; the same log when all of them were known. */
export function withMessages(log: MessageLog, incoming: readonly MessageView[]): MessageLog {
  const known = new Set(log.map((message) => message.seq));
  const fresh = incoming.filter((message) => !known.has(message.seq) && known.add(message.seq));
  if (fresh.length === 0) return log;
  return [...log, ...fresh].toSorted((a, b) => a.seq - b.seq);
}

/** The last `seq` before the first gap, or the last one of all; 0 for an empty log. */
export function completeUntil(log: MessageLog): number {
  const first = log[0]?.seq ?? 0;
  const gap = log.findIndex((message, index) => message.seq !== first + index);
  return (gap === -1 ? log.at(-1) : log[gap - 1])?.seq ?? 0;
}

/** Messages between two known ones are not known. */
export function hasGap(log: MessageLog): boolean {
  return completeUntil(log) !== (log.at(-1)?.seq ?? 0);
}

/** There is more above the first known message: the server counts from 1 without gaps. */
export function hasEarlier(log: MessageLog): boolean {
  return (log[0]?.seq ?? 1) > 1;
}
