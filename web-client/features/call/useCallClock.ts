import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue';
import type { CallState } from '#protocol';

/** Milliseconds since the answer, and until the offer of the moment runs out. */
export interface CallClock {
  readonly elapsed: ComputedRef<number>;
  readonly offerLeft: ComputedRef<number | null>;
}

/** Runs while there is something to count. @param now the server's clock. */
export function useCallClock(state: () => CallState | undefined, now: () => number): CallClock {
  const at = ref(now());
  let timer: ReturnType<typeof setInterval> | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }
  watch(
    () => state()?.status,
    (status) => {
      stop();
      at.value = now();
      if (status === 'offered' || status === 'connecting' || status === 'active')
        timer = setInterval(() => (at.value = now()), 500);
    },
    { immediate: true, flush: 'sync' },
  );
  onScopeDispose(stop);

  return {
    elapsed: computed(() => {
      const call = state();
      if (call?.status === 'ended') return Math.max(0, call.endedAt - call.answeredAt);
      const since =
        call?.status === 'active' ? call.activeAt : call && 'answeredAt' in call ? call.answeredAt : null;
      return since === null || since === undefined ? 0 : Math.max(0, at.value - since);
    }),
    offerLeft: computed(() => {
      const call = state();
      return call?.status === 'offered' ? Math.max(0, call.deadline - at.value) : null;
    }),
  };
}
