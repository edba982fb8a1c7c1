import { ref, shallowRef } from 'vue';
import type { Answer } from '../signaling/http-api.ts';
import { useNewestAnswer } from './useNewestAnswer.ts';

/** A part of a long list. */
export interface ListPage<Item, Next> {
  readonly items: readonly Item[];
  /** Where the next one begins; null after the last. */
  readonly next: Next | null;
}

/** Where a list comes from. */
export interface PageSource<Data, Item, Next> {
  /** @param after null for the beginning */
  ask(after: Next | null): Promise<Answer<Data>>;
  /** Reads what counts: what another question has overtaken is never read. */
  read(data: Data): ListPage<Item, Next>;
  /** Called when the session is over. */
  onSignedOut(): void;
}

/** A list that comes page by page, from its beginning on each `reload`. */
export function usePages<Data, Item, Next>({ ask, read, onSignedOut }: PageSource<Data, Item, Next>) {
  const { loading, problem, newest } = useNewestAnswer(onSignedOut);
  const items = shallowRef<readonly Item[]>([]);
  const hasMore = ref(false);
  let next: Next | null = null;

  async function load(after: Next | null): Promise<void> {
    const data = await newest(ask(after));
    if (data === null) return;
    const page = read(data);
    items.value = after === null ? page.items : [...items.value, ...page.items];
    next = page.next;
    hasMore.value = next !== null;
  }

  return {
    items,
    hasMore,
    loading,
    problem,
    reload: () => void load(null),
    more: () => void load(next),
  };
}
