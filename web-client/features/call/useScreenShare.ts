import { computed, reactive, shallowRef, type ShallowRef } from 'vue';
import { canCaptureScreen, captureScreen } from '../../media/devices.ts';
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
  const state = reactive({ starting: false });
  let session: MediaSession | null = null;

  function stop(): void {
    const [shared, left] = [stream.value, session];
    stream.value = session = null;
    for (const track of shared?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
      const source = track.kind === 'video' ? 'screen' : 'screen_audio';
      left?.unpublish(source).catch(() => undefined);
    }
  }

  async function start(to: MediaSession): Promise<void> {
    state.starting = true;
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
    } catch {
      // The person closed the browser's picker: nothing is shared, and nothing needs to be said.
    } finally {
      state.starting = false;
    }
  }

  return {
    state: reactive({
      on: computed(() => stream.value !== null),
      starting: computed(() => state.starting),
      problem: null,
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
