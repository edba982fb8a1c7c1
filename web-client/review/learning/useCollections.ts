import { ref, shallowRef } from 'vue';
import type { Collection, ErrorCode } from '#protocol';
import { learningApi } from './learning-api.ts';

/** The team's lists of good examples. */
export function useCollections(onSignedOut: () => void = () => undefined) {
  const collections = shallowRef<readonly Collection[]>([]);
  const mayEdit = ref(false);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);

  async function load(): Promise<void> {
    const answer = await learningApi.collections();
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) {
      collections.value = answer.data.collections;
      mayEdit.value = answer.data.mayEdit;
    } else if (answer.code === 'unauthenticated') onSignedOut();
  }
  void load();

  return { collections, mayEdit, loading, problem, load };
}
