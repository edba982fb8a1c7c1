import { onScopeDispose, shallowRef } from 'vue';
import type { z } from 'zod';
import type { addExport, ErrorCode, ExportView } from '#protocol';
import { api } from '../review-api.ts';
import { tellProblem } from '../../ui/tell-problem.ts';

const ASK_EVERY_MS = 700;

/** One export from its start to its file; it goes on at the server when the page is left. */
export function useExport(recordingId: () => string) {
  const current = shallowRef<ExportView | null>(null);
  const refused = shallowRef<ErrorCode | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function follow(state: ExportView): void {
    current.value = state;
    if (state.status === 'queued' || state.status === 'running')
      timer = setTimeout(() => void ask(), ASK_EVERY_MS);
  }
  async function ask(): Promise<void> {
    if (!current.value) return;
    const answer = await api.exportState(current.value.id);
    if (answer.ok) follow(answer.data.export);
    else if (answer.code === 'unavailable') follow(current.value);
    else refused.value = answer.code;
  }
  onScopeDispose(() => clearTimeout(timer));

  return {
    current,
    refused,
    async start(options: z.input<typeof addExport.input>) {
      refused.value = null;
      const answer = await api.export(recordingId(), options);
      if (answer.ok) follow(answer.data.export);
      else refused.value = answer.code;
    },
    async cancel() {
      if (!current.value) return;
      clearTimeout(timer);
      const answer = await api.cancelExport(current.value.id);
      if (answer.ok) current.value = { ...current.value, status: 'cancelled' };
      else {
        tellProblem(answer.code);
        follow(current.value);
      }
    },
  };
}
