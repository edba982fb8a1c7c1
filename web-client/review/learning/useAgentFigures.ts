import { reactive, ref, shallowRef, watch } from 'vue';
import type { AgentFigures, ErrorCode } from '#protocol';
import { learningApi } from './learning-api.ts';

const DAY_MS = 24 * 3_600_000;

/** How far back the page looks, days. */
export const PERIODS = ['7', '30', '90', '365'] as const;

/** The figures of all agents over the chosen period. */
export function useAgentFigures(onSignedOut: () => void) {
  const chosen = reactive<{ days: (typeof PERIODS)[number]; sheet: string }>({ days: '30', sheet: '' });
  const agents = shallowRef<readonly AgentFigures[]>([]);
  const sheets = shallowRef<readonly { id: string; title: string }[]>([]);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);
  let asked = 0;

  async function load(): Promise<void> {
    const question = ++asked;
    loading.value = true;
    const now = Date.now();
    // A server whose clock is a little ahead has calls of today, too.
    const answer = await learningApi.agentFigures(
      now - Number(chosen.days) * DAY_MS,
      now + DAY_MS,
      chosen.sheet,
    );
    if (question !== asked) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) ({ agents: agents.value, sheets: sheets.value } = answer.data);
    else if (answer.code === 'unauthenticated') onSignedOut();
  }
  watch(chosen, load, { immediate: true });

  return { chosen, agents, sheets, loading, problem, load };
}
