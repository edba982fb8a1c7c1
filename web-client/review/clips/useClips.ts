import { ref, shallowRef } from 'vue';
import type { Clip, ErrorCode } from '#protocol';
import { tellProblem } from '../../ui/tell-problem.ts';
import { useToasts } from '../../ui/toasts.ts';
import { clipsApi } from './clips-api.ts';
import { t } from './words.ts';

/** A link to a clip is good for a week, h. */
const LINK_HOURS = 7 * 24;

/** The clips of a recording and the work on them. */
export function useClips(recordingId: string) {
  const clips = shallowRef<readonly Clip[]>([]);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);

  async function load(): Promise<void> {
    const answer = await clipsApi.list(recordingId);
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) clips.value = answer.data.clips;
  }
  void load();

  return {
    clips,
    loading,
    problem,
    async remove({ id, title }: Clip): Promise<void> {
      const answer = await clipsApi.delete(id);
      if (answer.ok) useToasts().show(t('removed', { title }), { tone: 'ok' });
      else tellProblem(answer.code);
      await load();
    },
    /** The address of a new link; null when there is none. */
    async share({ id }: Clip): Promise<string | null> {
      const answer = await clipsApi.share(recordingId, id, LINK_HOURS);
      if (answer.ok) return location.origin + answer.data.path;
      tellProblem(answer.code);
      return null;
    },
  };
}
