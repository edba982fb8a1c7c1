import { ref, watch, type Ref } from 'vue';
import { isAnswered } from './call-phase.ts';
import type { CallStateKeeper } from './useCallState.ts';
import type { OwnMediaKeeper } from './useOwnMedia.ts';

/** How a voice call becomes a video call: either side asks, each turns on their own camera. */
export interface VideoAsk {
  /** The other side asked; wait for this person's word. */
  readonly asked: Ref<boolean>;
  toggleCamera(): Promise<void>;
  ask(): Promise<boolean>;
  reply(turnCameraOn: boolean): void;
  forget(): void;
}

/** Follows the kind of the call and asks this side when the other changed it. */
export function useVideoAsk({ state, own }: { state: CallStateKeeper; own: OwnMediaKeeper }): VideoAsk {
  const asked = ref(false);
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

  async function ask(): Promise<boolean> {
    if (state.call.value?.kind === 'video') return true;
    byMe = true;
    const done = await state.ask('call:upgrade');
    byMe = false;
    return done;
  }

  return {
    asked,
    ask,
    async toggleCamera() {
      const on = !own.camera.state.on;
      asked.value = false;
      if (on && isAnswered(state.phase.value) && !(await ask())) return;
      await own.camera.want(on);
    },
    reply(turnCameraOn) {
      asked.value = false;
      if (turnCameraOn) void own.camera.want(true);
    },
    forget: () => (asked.value = false),
  };
}
