import { reactive, shallowRef, watch } from 'vue';
import type { AgentFigures } from '#protocol';
import { useNewestAnswer } from '../useNewestAnswer.ts';
import { learningApi } from './learning-api.ts';

const DAY_MS = 24 * 3_600_000;

/** How far back the page looks, days. */
export const PERIODS = ['7', '30', '90', '365'] as const;

/** The figures of all agents over the chosen period. */
export function useAgentFigures(onSignedOut: () => void) {
  const chosen = reactive<{ days: (typeof PERIODS)[number]; sheet: string }>({ days: '30', sheet: '' });
  const agents = shallowRef<readonly AgentFigures[]>([]);
  const sheets = shallowRef<readonly { id: string; title: string }[]>([]);
  const { loading, problem, newest } = useNewestAnswer(onSignedOut);

  async function load(): Promise<void> {
    const now = Date.now();
    // A server whose clock is a little ahead has calls of today, too.
    const question = learningApi.agentFigures(now - Number(chosen.days) * DAY_MS, now + DAY_MS, chosen.sheet);
    const found = await newest(question);
    if (found) ({ agents: agents.value, sheets: sheets.value } = found);
  }
  watch(chosen, load, { immediate: true });

  return { chosen, agents, sheets, loading, problem, load };
}
