import type { ChatEntry } from './chat-entry.ts';

/** What stands under each other in the list: a day's name, or a message with or without its author's line. */
export type MessageRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'entry'; readonly key: string; readonly entry: ChatEntry; readonly head: boolean };

const ONE_BREATH_MS = 5 * 60_000;

/** Days are named once; an author and the time stand once over what was said in one breath. */
export function rowsOf(entries: readonly ChatEntry[]): MessageRow[] {
  const rows: MessageRow[] = [];
  let previous: ChatEntry | null = null;
  for (const entry of entries) {
    const newDay = !previous || !sameDay(previous.at, entry.at);
    if (newDay) rows.push({ kind: 'day', key: `day-${entry.key}`, at: entry.at });
    const head =
      newDay ||
      !previous ||
      authorKey(previous) !== authorKey(entry) ||
      entry.at - previous.at > ONE_BREATH_MS;
    rows.push({ kind: 'entry', key: entry.key, entry, head });
    previous = entry;
  }
  return rows;
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function authorKey({ author }: ChatEntry): string {
  return author.kind === 'system' ? 'system' : author.person.id;
}
