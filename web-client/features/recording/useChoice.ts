import { computed, reactive, ref, watch } from 'vue';
import type { Consent } from '#protocol';
import type { ErrorCode } from '#protocol/errors';
import { language } from '../../i18n/language.ts';
import { tellProblem } from '../../ui/tell-problem.ts';
import type { CallRecording } from './useRecording.ts';
import { isAsked, ownEntry } from './who-is-recorded.ts';

/** Whatever a refused command says, as a sentence that passes by. */
export function tell(error: unknown): void {
  tellProblem((error as { code?: ErrorCode } | null)?.code ?? 'unavailable');
}

/** One's own answer to the question: asked, given, changed. */
export function useChoice(recording: CallRecording, selfId: () => string) {
  const { view, signaling } = recording;
  const asked = computed(() => view.value !== null && isAsked(view.value, selfId()));
  const reopened = ref(false);
  const sending = ref(false);
  const choice = reactive<Consent>({ voice: true, picture: true, screen: true });
  const given = computed(() => (view.value && ownEntry(view.value, selfId())?.consent) ?? null);
  watch(given, (consent) => consent && Object.assign(choice, consent), { immediate: true });
  watch(
    () => view.value?.id,
    () => (reopened.value = false),
  );

  async function answer(consent: Consent, wording: string): Promise<void> {
    if (!view.value) return;
    sending.value = true;
    try {
      recording.take(
        await signaling.command('recording:consent', {
          callId: view.value.callId,
          consent: { ...consent },
          wording,
          language: language.value,
        }),
      );
      reopened.value = false;
    } catch (error) {
      tell(error);
    }
    sending.value = false;
  }

  return { asked, reopened, sending, choice, given, answer };
}
