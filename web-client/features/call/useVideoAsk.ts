import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { isAnswered } from './call-phase.ts';
import type { CallSignaling } from './call-signaling.ts';
import type { OwnSource } from './call-controller.ts';
import type { CallStateKeeper } from './useCallState.ts';

/** How a voice call becomes a video call: either side asks, each turns on their own camera. */
export interface VideoAsk {
  /** The other side asked; wait for this person's word. */
  readonly asked: Ref<boolean>;
  /** The other side would rather not, and said so. */
  readonly declined: Ref<boolean>;
  toggleCamera(): Promise<void>;
  ask(): Promise<boolean>;
  reply(turnCameraOn: boolean): void;
  forget(): void;
}

/** Follows the kind of the call and asks this side when the other changed it. */
export function useVideoAsk(options: {
  signaling: CallSignaling;
  state: Pick<CallStateKeeper, 'call' | 'phase' | 'ask'>;
  own: { readonly camera: { readonly state: Pick<OwnSource, 'on'>; want(on: boolean): Promise<void> } };
  /** Whether the other side's camera is on. */
  otherCameraOn: Ref<boolean>;
}): VideoAsk {
  const { signaling, state, own, otherCameraOn } = options;
  const asked = ref(false);
  const declined = ref(false);
  let byMe = false;

  watch(
    () => [state.call.value?.id, state.call.value?.kind] as const,
    ([id, kind], [wasId, was]) => {
      if (id !== wasId || was !== 'voice' || kind !== 'video') return;
      asked.value = !byMe && !own.camera.state.on;
      byMe = false;
    },
    { flush: 'sync' },
  );

  const stop = signaling.on('call:cameraKeptOff', ({ callId }) => {
    if (callId === state.call.value?.id) declined.value = true;
  });
  onScopeDispose(stop);
  watch(otherCameraOn, (on) => on && (declined.value = false));

  async function ask(): Promise<boolean> {
    if (state.call.value?.kind === 'video') return true;
    byMe = true;
    const done = await state.ask('call:upgrade');
    byMe = false;
    return done;
  }

  return {
    asked,
    declined,
    ask,
    async toggleCamera() {
      const on = !own.camera.state.on;
      asked.value = false;
      if (on && isAnswered(state.phase.value) && !(await ask())) return;
      await own.camera.want(on);
    },
    reply(turnCameraOn) {
      asked.value = false;
      const callId = state.call.value?.id;
      if (turnCameraOn) void own.camera.want(true);
      // A courtesy: one that does not arrive needs no sentence.
      else if (callId) signaling.command('call:keepCameraOff', { callId }).catch(() => undefined);
    },
    forget: () => (asked.value = declined.value = false),
  };
}
