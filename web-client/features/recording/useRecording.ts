import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { RecordingView } from '#protocol';
import type { RecordingSignaling } from './recording-signaling.ts';

/** The recording of the call one is in, as its page follows it. Small: it is there before any recording is. */
export interface CallRecording {
  readonly signaling: RecordingSignaling;
  /** Null while there is none. */
  readonly view: ComputedRef<RecordingView | null>;
  /** Takes what a command answered. */
  take(answer: { recording: RecordingView | null }): void;
}

/** Follows the recording of a call, also after a reload or a lost connection.
 *  @param callId of the call one is in; null before and after it. */
export function useRecording(signaling: RecordingSignaling, callId: () => string | null): CallRecording {
  const latest = shallowRef<RecordingView | null>(null);

  function take({ recording: next }: { recording: RecordingView | null }): void {
    const known = latest.value;
    if (next && !(known?.id === next.id && known.revision >= next.revision)) latest.value = next;
  }
  function ask(): void {
    const id = callId();
    // A call without an answer shows none; the next fact or connection tells.
    if (id) signaling.command('recording:current', { callId: id }).then(take, () => undefined);
  }
  watch(callId, ask, { immediate: true });
  const stops = [signaling.on('recording:changed', take), signaling.onReconnected(ask)];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });

  return {
    signaling,
    view: computed(() => {
      const view = latest.value;
      return view && view.callId === callId() && view.status !== 'ended' ? view : null;
    }),
    take,
  };
}
