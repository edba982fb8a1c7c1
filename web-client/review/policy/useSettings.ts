import { computed, reactive, ref, shallowRef, toRaw } from 'vue';
import type { ErrorCode, RecordingSettings } from '#protocol';
import { useToasts } from '../../ui/toasts.ts';
import { tellProblem } from '../../ui/tell-problem.ts';
import { policyApi } from './policy-api.ts';
import { t } from './words.ts';

/** The settings of recording while they are looked at and changed; saved as a whole. */
export function useSettings(onSignedOut: () => void) {
  const form = reactive<{ settings: RecordingSettings | null; reason: { en: string; zh: string } }>({
    settings: null,
    reason: { en: '', zh: '' },
  });
  const ownReason = ref(false);
  const problem = shallowRef<ErrorCode | null>(null);
  const saving = ref(false);
  const reasonMissing = computed(
    () => ownReason.value && (form.reason.en.trim() === '' || form.reason.zh.trim() === ''),
  );

  function take(settings: RecordingSettings): void {
    form.settings = settings;
    ownReason.value = settings.reason !== null;
    form.reason = { ...(settings.reason ?? { en: '', zh: '' }) };
  }

  async function load(): Promise<void> {
    problem.value = null;
    const answer = await policyApi.settings();
    if (answer.ok) take(answer.data.settings);
    else if (answer.code === 'unauthenticated') onSignedOut();
    else problem.value = answer.code;
  }

  async function save(): Promise<void> {
    if (!form.settings || reasonMissing.value) return;
    saving.value = true;
    const reason = ownReason.value ? { ...form.reason } : null;
    const answer = await policyApi.setSettings({ ...toRaw(form.settings), reason });
    saving.value = false;
    if (!answer.ok) return tellProblem(answer.code);
    take(answer.data.settings);
    useToasts().show(t('saved'), { tone: 'ok' });
  }
  void load();

  return { form, ownReason, reasonMissing, problem, saving, load, save };
}
