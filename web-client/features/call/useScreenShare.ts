import { computed, reactive, shallowRef, type ShallowRef } from 'vue';
import {
  canCaptureScreen,
  captureScreen,
  type DeviceProblem,
  isPickerClosed,
  problemOf,
} from '../../media/devices.ts';
import type { MediaSession } from '../../media/media-session.ts';
import type { OwnSource } from './call-controller.ts';

/** One's own screen, shared into the call. */
export interface ScreenShare {
  readonly state: OwnSource;
  readonly stream: Readonly<ShallowRef<MediaStream | null>>;
  readonly supported: boolean;
  toggle(session: MediaSession | null): Promise<void>;
  stop(): void;
}

/** Shares a screen until the person stops it here or in the browser's own bar. */
export function useScreenShare(): ScreenShare {
  const stream = shallowRef<MediaStream | null>(null);
  const state = reactive({ starting: false, problem: null as DeviceProblem | null });
  let session: MediaSession | null = null;

  function stop(): void {
    const [shared, left] = [stream.value, session];
    stream.value = session = state.problem = null;
    for (const track of shared?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
      const source = track.kind === 'video' ? 'screen' : 'screen_audio';
      left?.unpublish(source).catch(() => undefined);
    }
  }

  async function start(to: MediaSession): Promise<void> {
    Object.assign(state, { starting: true, problem: null });
    session = to;
    try {
      const shared = await captureScreen();
      // The call was left while the person chose.
      if (session !== to) return shared.getTracks().forEach((track) => track.stop());
      stream.value = shared;
      for (const track of shared.getTracks()) {
        if (track.kind === 'video') track.onended = stop;
        const source = track.kind === 'video' ? 'screen' : 'screen_audio';
        to.publish(source, track, { hint: 'detail' }).catch(() => undefined);
      }
    } catch (error) {
      // Who closed the browser's picker need not be told.
      if (session === to && !isPickerClosed(error)) state.problem = problemOf(error);
    } finally {
      state.starting = false;
    }
  }

  return {
    state: reactive({
      on: computed(() => stream.value !== null),
      starting: computed(() => state.starting),
      problem: computed(() => state.problem),
    }),
    stream,
    supported: canCaptureScreen(),
    async toggle(to) {
      if (stream.value) stop();
      else if (to && !state.starting) await start(to);
    },
    stop,
  };
}
