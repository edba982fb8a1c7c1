import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import type { ErrorCode, RecordingSummary } from '#protocol';
import { api, type ListChoices } from '../review-api.ts';
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
  const items = shallowRef<readonly RecordingSummary[]>([]);
  const next = ref<string | null>(null);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);
  /** Whom and what one can narrow it to. */
  const choices = shallowRef<ListChoices>({ agents: [], buyers: [], products: [] });
  const narrowed = computed(() => Object.values(filters).some((value) => value !== ''));
  let asked = 0;

  async function load(cursor: string | null): Promise<void> {
    const question = ++asked;
    loading.value = true;
    const answer = await api.list({ ...queryOf(filters), ...(cursor && { cursor }) });
    if (question !== asked) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (!answer.ok) {
      if (answer.code === 'unauthenticated') onSignedOut();
      return;
    }
    items.value = cursor ? [...items.value, ...answer.data.recordings] : answer.data.recordings;
    next.value = answer.data.next;
  }
  async function loadChoices(): Promise<void> {
    const answer = await api.choices();
    if (answer.ok) choices.value = answer.data;
  }

  let typing: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => filters.q,
    () => {
      clearTimeout(typing);
      typing = setTimeout(() => void load(null), TYPING_MS);
    },
  );
  watch(
    () => ({ ...filters, q: '' }),
    (now, before) => {
      // One more letter changes none of these.
      if (JSON.stringify(now) !== JSON.stringify(before)) void load(null);
    },
  );
  const again = setInterval(() => {
    // Only while the first page is all there is: nothing may jump under a reader further down.
    if (!document.hidden && !loading.value && items.value.length <= 30) void load(null);
  }, LOOK_AGAIN_MS);
  onScopeDispose(() => {
    clearTimeout(typing);
    clearInterval(again);
  });
  void load(null);

  return {
    filters,
    items,
    next,
    loading,
    problem,
    choices,
    loadChoices,
    narrowed,
    more: () => void load(next.value),
    reload: () => void load(null),
    clear: () => Object.assign(filters, NO_FILTERS),
    forget(id: string) {
      items.value = items.value.filter((one) => one.id !== id);
    },
  };
}
