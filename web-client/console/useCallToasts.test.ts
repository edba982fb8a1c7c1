import { afterAll, expect, it } from 'vitest';
import { effectScope, reactive } from 'vue';
import type { FactData } from '#protocol';
import type { CallController } from '../features/call/call-controller.ts';
import en from '../features/call/messages.en.ts';
import { callWords } from '../features/call/words.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';
import { useToasts } from '../ui/toasts.ts';
import { useCallToasts } from './useCallToasts.ts';

type Withdrawn = FactData<'call:offerWithdrawn'>;
const scope = effectScope();
afterAll(() => scope.stop());

it('[PAGE-15] an agent whose offer is taken back is told the true reason', async () => {
  await callWords.ready;
  let withdraw: (fact: Withdrawn) => void = () => {};
  const on = (_: string, listener: typeof withdraw) => ((withdraw = listener), () => {});
  const controller = reactive({ problem: null, phase: 'idle', call: null }) as unknown as CallController;
  scope.run(() => useCallToasts(controller, { on } as unknown as Pick<Signaling, 'on'>));
  const { toasts } = useToasts();
  for (const [reason, sentence] of [
    ['cancelled', en.buyerCancelled],
    ['buyer_lost', en.otherWasLost],
    ['media_failed', en.mediaFailed],
  ] as const) {
    withdraw({ callId: 'x', reason });
    expect(toasts.value.at(-1)?.text).toBe(sentence);
  }
  const shown = toasts.value.length;
  for (const reason of ['declined', 'answered_elsewhere'] as const) withdraw({ callId: 'x', reason });
  expect(toasts.value).toHaveLength(shown);
});
