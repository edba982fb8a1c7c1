import { ref, shallowRef, watch } from 'vue';
import type { ErrorCode, RecordingScore, RecordingScores, ScoreMark } from '#protocol';
import { useToasts } from '../../ui/toasts.ts';
import { tellProblem } from '../../ui/tell-problem.ts';
import { learningApi } from './learning-api.ts';
import { t } from './words.ts';

/** The scores of one recording and the work on them. */
export function useScores(recordingId: () => string) {
  const scores = shallowRef<RecordingScores | null>(null);
  const problem = ref<ErrorCode | null>(null);
  const busy = ref(false);

  async function load(): Promise<void> {
    const wanted = recordingId();
    const answer = await learningApi.scores(wanted);
    if (wanted !== recordingId()) return;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) scores.value = answer.data;
  }
  watch(recordingId, load, { immediate: true });

  return {
    scores,
    problem,
    busy,
    load,
    async save(versionId: string, marks: ScoreMark[]): Promise<boolean> {
      busy.value = true;
      const answer = await learningApi.score(recordingId(), { versionId, marks });
      busy.value = false;
      if (answer.ok) await load();
      else tellProblem(answer.code);
      return answer.ok;
    },
    async remove({ id }: RecordingScore): Promise<void> {
      const answer = await learningApi.deleteScore(recordingId(), id);
      if (answer.ok) useToasts().show(t('scoreDeleted'), { tone: 'ok' });
      else tellProblem(answer.code);
      await load();
    },
  };
}
