import { computed, onScopeDispose, reactive, shallowRef, watch } from 'vue';
import { api, type ListChoices } from '../review-api.ts';
import { usePages } from '../usePages.ts';
import { filtersIn, NO_FILTERS, queryOf } from './list-filters.ts';

const TYPING_MS = 250;
/** A call that is recorded right now grows, and a new one may have begun. */
const LOOK_AGAIN_MS = 10_000;

/** The recordings of the shop, as they are searched. */
export type Recordings = ReturnType<typeof useRecordings>;

/** @param search the query of the page's address
 *  @param onSignedOut called when the session is over */
export function useRecordings(search: string, onSignedOut: () => void) {
  const filters = reactive(filtersIn(search));
  /** Whom and what one can narrow it to. */
  const choices = shallowRef<ListChoices>({ agents: [], buyers: [], products: [] });
  const narrowed = computed(() => Object.values(filters).some((value) => value !== ''));
  const pages = usePages({
    ask: (cursor: string | null) => api.list({ ...queryOf(filters), ...(cursor !== null && { cursor }) }),
    read: ({ recordings, next }) => ({ items: recordings, next }),
    onSignedOut,
  });
  async function loadChoices(): Promise<void> {
    const answer = await api.choices();
    if (answer.ok) choices.value = answer.data;
  }

  let typing: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => filters.q,
    () => {
      clearTimeout(typing);
      typing = setTimeout(() => pages.reload(), TYPING_MS);
    },
  );
  watch(
    () => ({ ...filters, q: '' }),
    (now, before) => {
      // One more letter changes none of these.
      if (JSON.stringify(now) !== JSON.stringify(before)) pages.reload();
    },
  );
  const again = setInterval(() => {
    // Only while the first page is all there is: nothing may jump under a reader further down.
    if (!document.hidden && !pages.loading.value && pages.items.value.length <= 30) pages.reload();
  }, LOOK_AGAIN_MS);
  onScopeDispose(() => {
    clearTimeout(typing);
    clearInterval(again);
  });
  pages.reload();

  return {
    ...pages,
    filters,
    choices,
    loadChoices,
    narrowed,
    clear: () => Object.assign(filters, NO_FILTERS),
    forget(id: string) {
      pages.items.value = pages.items.value.filter((one) => one.id !== id);
    },
  };
}
