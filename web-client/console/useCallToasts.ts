import { onScopeDispose, watch } from 'vue';
import type { CallController } from '../features/call/call-controller.ts';
import { isOver } from '../features/call/call-phase.ts';
import { missedKey, outcomeKey } from '../features/call/sentences.ts';
import { callWords } from '../features/call/words.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';
import { tellProblem } from '../ui/tell-problem.ts';
import { useToasts } from '../ui/toasts.ts';
import { t } from './console-words.ts';

/** Says what went wrong in a call and why it is over, and puts it away. */
export function useCallToasts(controller: CallController, signaling: Pick<Signaling, 'on'>): void {
  const { show } = useToasts();
  watch(
    () => controller.problem,
    (problem) => {
      if (!problem) return;
      tellProblem(problem);
      controller.clearProblem();
    },
  );
  watch(
    () => controller.phase,
    (phase) => {
      if (!controller.call || !isOver(phase)) return;
      const { state } = controller.call;
      const key = outcomeKey(state, 'agent');
      // Who hung up knows.
      const own =
        (state.status === 'ended' && state.reason === 'agent_hung_up') ||
        (state.status === 'missed' && state.reason === 'declined');
      if (key && !own) show(callWords.t(key));
      controller.dismiss();
    },
  );
  onScopeDispose(
    signaling.on('call:offerWithdrawn', ({ reason }) => {
      if (reason === 'timeout') show(t('offerTimedOut'), { tone: 'wait', lasting: 0 });
      else if (reason === 'cancelled' || reason === 'buyer_lost' || reason === 'media_failed')
        show(callWords.t(missedKey(reason, 'agent')));
    }),
  );
}
