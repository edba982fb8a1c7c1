import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ErrorCode, RecordingDetail, RecordingMarker } from '#protocol';
import { useToasts } from '../ui/toasts.ts';
import { api } from './review-api.ts';
import { t } from './review-words.ts';
import { tellProblem } from '../ui/tell-problem.ts';

/** A recording that goes on is asked for again this often. */
const FOLLOW_MS = 2000;
/** Addresses of media are good for some hours; a page that stays open gets fresh ones. */
const FRESHEN_MS = 45 * 60_000;

/** What can be said of a marker. */
export type MarkerWords = Pick<RecordingMarker, 'label' | 'kind'>;

/** One opened recording and the work on it. */
export type Review = ReturnType<typeof useReview>;

/** @param onSignedOut called when the session is over */
export function useReview(id: () => string, onSignedOut: () => void) {
  const recording = shallowRef<RecordingDetail | null>(null);
  const problem = ref<ErrorCode | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    clearTimeout(timer);
    const wanted = id();
    const answer = await api.detail(wanted);
    if (wanted !== id()) return;
    if (answer.ok) {
      recording.value = answer.data.recording;
      problem.value = null;
    } else if (answer.code === 'unauthenticated') onSignedOut();
    else if (recording.value === null || answer.code === 'not_found') problem.value = answer.code;
    const live = recording.value?.summary.status === 'recording';
    if (answer.ok || answer.code === 'unavailable')
      timer = setTimeout(() => void load(), live ? FOLLOW_MS : FRESHEN_MS);
  }
  watch(
    id,
    () => {
      recording.value = null;
      problem.value = null;
      void load();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

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
