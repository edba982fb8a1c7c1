import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { isAnswered } from './call-phase.ts';
import type { CallSignaling } from './call-signaling.ts';
import type { CallStateKeeper } from './useCallState.ts';
import type { OwnMediaKeeper } from './useOwnMedia.ts';

/** How a voice call becomes a video call: either side asks, each turns on their own camera. */
export interface VideoAsk {
  /** The other side asked; wait for this person's word. */
  readonly asked: Ref<boolean>;
  /** The other side would rather not, and said so a moment ago. */
  readonly declined: Ref<boolean>;
  toggleCamera(): Promise<void>;
  ask(): Promise<boolean>;
  reply(turnCameraOn: boolean): void;
  forget(): void;
}

/** So long it stands that the other side would rather not. */
const DECLINED_MS = 8000;

/** Follows the kind of the call and asks this side when the other changed it. */
export function useVideoAsk(options: {
  signaling: CallSignaling;
  state: CallStateKeeper;
  own: OwnMediaKeeper;
}): VideoAsk {
  const { signaling, state, own } = options;
  const asked = ref(false);
  const declined = ref(false);
  let stands: ReturnType<typeof setTimeout> | undefined;
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
    if (callId !== state.call.value?.id) return;
    forget();
    declined.value = true;
    stands = setTimeout(() => (declined.value = false), DECLINED_MS);
  });
  onScopeDispose(() => {
    stop();
    forget();
  });

  function forget(): void {
    clearTimeout(stands);
    asked.value = declined.value = false;
  }

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
      if (turnCameraOn) void own.camera.want(true);
      else void state.ask('call:keepCameraOff');
    },
    forget,
  };
}
