import { ref, shallowRef } from 'vue';
import type { ErrorCode, ScoreSheet, SheetDesign } from '#protocol';
import { useToasts } from '../../ui/toasts.ts';
import type { Answer } from '../../signaling/http-api.ts';
import { tellProblem } from '../../ui/tell-problem.ts';
import { learningApi } from './learning-api.ts';
import { t } from './words.ts';

/** The owner's score sheets and the work on them. */
export function useSheets(onSignedOut: () => void) {
  const sheets = shallowRef<readonly ScoreSheet[]>([]);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);

  async function load(): Promise<void> {
    const answer = await learningApi.sheets();
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) sheets.value = answer.data.sheets;
    else if (answer.code === 'unauthenticated') onSignedOut();
  }
  void load();

  async function change(question: Promise<Answer<unknown>>, said: string): Promise<boolean> {
    const answer = await question;
    if (answer.ok) useToasts().show(said, { tone: 'ok' });
    else tellProblem(answer.code);
    await load();
    return answer.ok;
  }

  return {
    sheets,
    loading,
    problem,
    load,
    save: (id: string | null, design: SheetDesign) =>
      change(id ? learningApi.changeSheet(id, design) : learningApi.addSheet(design), t('saved')),
    archive: (id: string, archived: boolean) => change(learningApi.archiveSheet(id, archived), t('saved')),
    remove: ({ sheetId, title }: ScoreSheet) =>
      change(learningApi.deleteSheet(sheetId), t('sheetDeleted', { title })),
  };
}
