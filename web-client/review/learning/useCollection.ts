import { ref, shallowRef, watch } from 'vue';
import type { CollectionEntry, CollectionWords, ErrorCode, OpenedCollection } from '#protocol';
import { type Answer } from '../../signaling/http-api.ts';
import { tellProblem } from '../../ui/tell-problem.ts';
import { learningApi } from './learning-api.ts';

/** One opened list and the work on it. */
export function useCollection(id: () => string, onSignedOut: () => void) {
  const opened = shallowRef<OpenedCollection | null>(null);
  const problem = ref<ErrorCode | null>(null);

  async function load(): Promise<void> {
    const wanted = id();
    const answer = await learningApi.collection(wanted);
    if (wanted !== id()) return;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) opened.value = answer.data;
    else if (answer.code === 'unauthenticated') onSignedOut();
  }
  watch(id, load, { immediate: true });

  async function change(question: Promise<Answer<unknown>>): Promise<boolean> {
    const answer = await question;
    if (!answer.ok) tellProblem(answer.code);
    await load();
    return answer.ok;
  }

  return {
    opened,
    problem,
    load,
    rename: (words: CollectionWords) => change(learningApi.changeCollection(id(), words)),
    note: (entryId: string, note: string) => change(learningApi.changeEntry(id(), entryId, { note })),
    takeOut: (entryId: string) => change(learningApi.deleteEntry(id(), entryId)),
    async remove(): Promise<boolean> {
      const answer = await learningApi.deleteCollection(id());
      if (!answer.ok) tellProblem(answer.code);
      return answer.ok;
    },
    /** One place up or down. */
    move({ id: entryId }: CollectionEntry, by: -1 | 1): Promise<boolean> {
      const items = opened.value?.items ?? [];
      const index = items.findIndex((item) => item.id === entryId);
      const before = items[by === -1 ? index - 1 : index + 2]?.id ?? null;
      return change(learningApi.changeEntry(id(), entryId, { before }));
    },
  };
}
