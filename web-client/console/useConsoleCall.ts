import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { CallController } from '../features/call/call-controller.ts';
import { isAnswered, isLive } from '../features/call/call-phase.ts';
import { useCall } from '../features/call/useCall.ts';
import { useRecording, type CallRecording } from '../features/recording/useRecording.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';
import { useRingingTab } from './useRingingTab.ts';

/** The agent's call in this window, and what happens in their others. */
export interface ConsoleCall {
  readonly controller: CallController;
  readonly recording: CallRecording;
  /** This is the window that rings, ticks and notifies. */
  readonly ringsHere: Readonly<Ref<boolean>>;
  /** `ringing` or `call`: another window (or another device) of this agent has it. */
  readonly elsewhere: Readonly<Ref<'ringing' | 'call' | null>>;
  /** Takes the call over from there. */
  continueHere(): void;
}

/** A tab remembers its call, so that a reload returns to it and a second device does not take it away. */
const CALL_OF_TAB = 'kanhuo.console.call';
/** News of the end of a call and of one's own presence arrive one after the other. */
const SETTLED_MS = 1500;

export function useConsoleCall(options: {
  signaling: Signaling;
  now: () => number;
  /** The server says that this member is in a call. */
  inCall: () => boolean;
}): ConsoleCall {
  const { signaling, now, inCall } = options;
  const made = shallowRef<CallController | null>(null);
  const ringsHere = useRingingTab(() => made.value !== null && isLive(made.value.phase));
  const controller = useCall({ signaling, side: 'agent', now, takesOffers: () => ringsHere.value });
  made.value = controller;
  const recording = useRecording(signaling, () =>
    isAnswered(controller.phase) ? (controller.call?.id ?? null) : null,
  );

  /** Back to a call after a reload, or to an offer that another tab left when it closed. */
  async function recover(): Promise<void> {
    if (isLive(controller.phase)) return;
    if (sessionStorage.getItem(CALL_OF_TAB)) {
      if (!(await controller.resume())) sessionStorage.removeItem(CALL_OF_TAB);
      return;
    }
    const current = await signaling.command('call:current', { fresh: false }).catch(() => null);
    if (current?.call?.state.status === 'offered' && !isLive(controller.phase)) await controller.resume();
  }
  watch(ringsHere, (here) => here && void recover(), { immediate: true });

  watch(
    () => (isAnswered(controller.phase) ? (controller.call?.id ?? null) : null),
    (id) => {
      if (id) sessionStorage.setItem(CALL_OF_TAB, id);
      else sessionStorage.removeItem(CALL_OF_TAB);
    },
  );

  const ringing = ref<string | null>(null);
  const stops = [
    signaling.on('call:offered', ({ call }) => (ringing.value = call.id)),
    signaling.on('call:offerWithdrawn', ({ callId }) => callId === ringing.value && (ringing.value = null)),
    signaling.on('call:changed', ({ call }) => {
      if (call.id === ringing.value && call.state.status !== 'offered') ringing.value = null;
    }),
  ];
  const away = ref(false);
  watch(
    () => inCall() && !isLive(controller.phase),
    (isAway, _, onCleanup) => {
      if (!isAway) return void (away.value = false);
      const timer = setTimeout(() => (away.value = true), SETTLED_MS);
      onCleanup(() => clearTimeout(timer));
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });

  return {
    controller,
    recording,
    ringsHere,
    elsewhere: computed(() => {
      if (isLive(controller.phase)) return null;
      if (ringing.value) return 'ringing';
      return away.value ? 'call' : null;
    }),
    continueHere: () => void controller.resume(),
  };
}
