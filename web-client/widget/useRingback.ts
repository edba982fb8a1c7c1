import { onScopeDispose, watch } from 'vue';
import type { CallPhase } from '../features/call/call-phase.ts';
import { createRing } from '../ui/sound/ring.ts';

/** Lets the caller hear that it rings at the other side. */
export function useRingback(phase: () => CallPhase): void {
  const ring = createRing('ringback');
  watch(phase, (is) => {
    if (is === 'ringing') void ring.start();
    else ring.stop();
  });
  onScopeDispose(ring.stop);
}
