import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { z } from 'zod';
import type { addExport, ErrorCode, ExportView } from '#protocol';
import { tellProblem } from '../../ui/tell-problem.ts';
import { api } from '../review-api.ts';

const ASK_EVERY_MS = 700;

/** Whether it is still being made. */
export const isUnderWay = ({ status }: ExportView): boolean => status === 'queued' || status === 'running';

/** The exports of a recording, whoever began them and whenever: they are made by the server, not by the page. */
export function useExports(recordingId: () => string) {
  const exports = shallowRef<readonly ExportView[]>([]);
  const problem = shallowRef<ErrorCode | null>(null);
  const cancelled = ref(false);
  const starting = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  async function load(): Promise<void> {
    const answer = await api.exports(recordingId());
    clearTimeout(timer);
    if (closed) return;
    if (answer.ok) exports.value = answer.data.exports;
    else if (answer.code !== 'unavailable') return void (problem.value = answer.code);
    if (exports.value.some(isUnderWay)) timer = setTimeout(() => void load(), ASK_EVERY_MS);
  }
  void load();
  onScopeDispose(() => {
    closed = true;
    clearTimeout(timer);
  });

  return {
    exports,
    underWay: computed(() => exports.value.some(isUnderWay)),
    /** Why the last wish was refused. */
    problem,
    /** The last one that was taken away had not been made yet. */
    cancelled,
    starting,

    async start(options: z.input<typeof addExport.input>): Promise<void> {
      problem.value = null;
      cancelled.value = false;
      starting.value = true;
      const answer = await api.export(recordingId(), options);
      if (answer.ok) await load();
      else problem.value = answer.code;
      starting.value = false;
    },

    /** Ends one that is being made, or deletes its file. */
    async remove(one: ExportView): Promise<void> {
      const answer = await api.cancelExport(one.id);
      if (!answer.ok) tellProblem(answer.code);
      else cancelled.value = isUnderWay(one);
      await load();
    },
  };
}
