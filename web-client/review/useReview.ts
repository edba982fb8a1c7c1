import { watch } from 'vue';
import type { ErrorCode, RecordingDetail, RecordingMarker } from '#protocol';
import { useToasts } from '../ui/toasts.ts';
import { api } from './review-api.ts';
import { t } from './review-words.ts';
import { tellProblem } from '../ui/tell-problem.ts';
import { useKeptFresh } from './useKeptFresh.ts';

/** What can be said of a marker. */
export type MarkerWords = Pick<RecordingMarker, 'label' | 'kind'>;

/** One opened recording and the work on it. */
export type Review = ReturnType<typeof useReview>;

/** @param onSignedOut called when the session is over */
export function useReview(id: () => string, onSignedOut: () => void) {
  const {
    shown: recording,
    problem,
    load,
    renew,
  } = useKeptFresh<RecordingDetail>(
    async () => {
      const answer = await api.detail(id());
      return answer.ok ? { ok: true, data: answer.data.recording } : answer;
    },
    ({ summary }) => summary.status === 'recording',
    onSignedOut,
  );
  watch(id, renew, { immediate: true });

  /** Does something to it and shows what came of it. */
  async function change<T>(
    question: Promise<{ ok: true; data: T } | { ok: false; code: ErrorCode }>,
  ): Promise<T | null> {
    const answer = await question;
    if (!answer.ok) {
      tellProblem(answer.code);
      return null;
    }
    await load();
    return answer.data;
  }

  return {
    recording,
    problem,
    load,
    comment: (at: number, text: string, mentions: string[], replyTo?: string) =>
      change(api.comment(id(), { at: Math.round(at), text, mentions, ...(replyTo && { replyTo }) })),
    mark: (at: number, words: MarkerWords) => change(api.mark(id(), { at: Math.round(at), ...words })),
    changeMarker: (markerId: string, words: MarkerWords) => change(api.changeMarker(id(), markerId, words)),
    removeComment: (commentId: string) => change(api.deleteComment(id(), commentId)),
    removeMarker: (markerId: string) => change(api.deleteMarker(id(), markerId)),
    share: (hours: number) => change(api.share(id(), hours)),
    async revoke(shareId: string) {
      if (await change(api.revoke(id(), shareId))) useToasts().show(t('revoked'), { tone: 'ok' });
    },
    async hold(legalHold: boolean) {
      if (await change(api.hold(id(), legalHold)))
        useToasts().show(t(legalHold ? 'holdOn' : 'holdOff'), { tone: 'ok' });
    },
  };
}
