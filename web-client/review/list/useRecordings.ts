import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import type { EndReason, ErrorCode, Person, RecordingSummary } from '#protocol';
import { api, type ListQuery } from '../review-api.ts';

/** How the list is narrowed; an empty word is no filter. */
export interface RecordingFilters {
  q: string;
  member: string;
  length: '' | 'short' | 'medium' | 'long';
  outcome: EndReason | '';
}

const MINUTE = 60_000;
const LENGTHS: Record<RecordingFilters['length'], ListQuery> = {
  '': {},
  short: { maxMs: String(2 * MINUTE) },
  medium: { minMs: String(2 * MINUTE), maxMs: String(10 * MINUTE) },
  long: { minMs: String(10 * MINUTE) },
};
const TYPING_MS = 250;
/** A call that is recorded right now grows, and a new one may have begun. */
const LOOK_AGAIN_MS = 10_000;

/** The recordings of the shop, as they are searched. */
export type Recordings = ReturnType<typeof useRecordings>;

/** @param onSignedOut called when the session is over */
export function useRecordings(onSignedOut: () => void) {
  const filters = reactive<RecordingFilters>({ q: '', member: '', length: '', outcome: '' });
  const items = shallowRef<readonly RecordingSummary[]>([]);
  const next = ref<string | null>(null);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);
  const agents = shallowRef<readonly Person[]>([]);
  const narrowed = computed(() => Object.values(filters).some((value) => value !== ''));
  let asked = 0;

  async function load(cursor: string | null): Promise<void> {
    const question = ++asked;
    loading.value = true;
    const { q, member, length, outcome } = filters;
    const answer = await api.list({
      q: q.trim(),
      member,
      outcome,
      ...LENGTHS[length],
      ...(cursor && { cursor }),
    });
    if (question !== asked) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (!answer.ok) {
      if (answer.code === 'unauthenticated') onSignedOut();
      return;
    }
    items.value = cursor ? [...items.value, ...answer.data.recordings] : answer.data.recordings;
    next.value = answer.data.next;
    meet(answer.data.recordings);
  }
  /** Whom one can choose: the agents whose recordings have been seen. */
  function meet(found: readonly RecordingSummary[]): void {
    const known = new Map(agents.value.map((person) => [person.id, person]));
    for (const { agent } of found) if (agent) known.set(agent.id, agent);
    agents.value = [...known.values()];
  }

  let typing: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => filters.q,
    () => {
      clearTimeout(typing);
      typing = setTimeout(() => void load(null), TYPING_MS);
    },
  );
  watch([() => filters.member, () => filters.length, () => filters.outcome], () => void load(null));
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
    agents,
    narrowed,
    more: () => void load(next.value),
    reload: () => void load(null),
    clear: () => Object.assign(filters, { q: '', member: '', length: '', outcome: '' }),
    forget(id: string) {
      items.value = items.value.filter((one) => one.id !== id);
    },
  };
}
