import type { TrackSource } from '#protocol';
import { computed, reactive, shallowRef, type ShallowRef } from 'vue';
import type { DeviceProblem, Opened } from '../../media/devices.ts';
import type { MediaSession, PublishOptions } from '../../media/media-session.ts';
import type { OwnSource } from './call-controller.ts';

/** One's own camera or microphone: wanted or not, there or not, and sent as soon as it may be. */
export interface OwnSourceKeeper {
  readonly state: OwnSource;
  readonly track: Readonly<ShallowRef<MediaStreamTrack | null>>;
  /** Wants it (opens the device) or not. */
  want(wanted: boolean): Promise<void>;
  /** Takes what is being opened, alone or together with others, or another device in its place. */
  expect(opening: Promise<Opened>): Promise<void>;
  /** From here on the track goes to the session, whenever there is one. */
  sendTo(session: MediaSession, options?: PublishOptions): void;
  stopSending(): void;
  close(): void;
}

/**
 * @param open opens the device.
 * @param release what being not wanted does: `stop` turns a camera (and its light) off, `keep` leaves a
 *   microphone open and sends nothing.
 */
export function createOwnSource(
  source: TrackSource,
  open: () => Promise<Opened>,
  release: 'stop' | 'keep',
): OwnSourceKeeper {
  const track = shallowRef<MediaStreamTrack | null>(null);
  const state = reactive({ wanted: false, starting: false, problem: null as DeviceProblem | null });
  let session: MediaSession | null = null;
  let options: PublishOptions | undefined;
  /** How often it was closed: what was asked for before and comes after is not wanted. */
  let closed = 0;

  function sync(): void {
    if (!session) return;
    const sent =
      state.wanted && track.value
        ? session.publish(source, track.value, options)
        : session.setMuted(source, true);
    // A connection that fails says so by its state, and sends again what it should when it is back.
    sent.catch(() => undefined);
  }

  function drop(): void {
    if (!track.value) return;
    track.value.onended = null;
    track.value.stop();
    track.value = null;
  }

  async function expect(opening: Promise<Opened>): Promise<void> {
    const asked = closed;
    Object.assign(state, { wanted: true, starting: true, problem: null });
    const { track: next, problem } = await opening;
    if (asked !== closed) next?.stop();
    else if (next) take(next);
    else fail(problem);
  }

  function take(next: MediaStreamTrack): void {
    if (next !== track.value) drop();
    Object.assign(state, { starting: false, problem: null });
    // Not wanted any more by the time it was there.
    if (!state.wanted && release === 'stop') return next.stop();
    track.value = next;
    // Pulled out, or taken away by the system.
    next.onended = () => {
      track.value = null;
      fail('not_found');
    };
    sync();
  }

  function fail(problem: DeviceProblem): void {
    Object.assign(state, { problem, starting: false, wanted: false });
    sync();
  }

  async function want(wanted: boolean): Promise<void> {
    state.wanted = wanted;
    if (!wanted && release === 'stop') drop();
    if (!wanted || track.value) return sync();
    if (!state.starting) await expect(open());
  }

  return {
    state: reactive({
      on: computed(() => state.wanted && (track.value !== null || state.starting)),
      starting: computed(() => state.starting),
      problem: computed(() => state.problem),
    }),
    track,
    want,
    expect,
    sendTo(to, how) {
      session = to;
      options = how;
      if (state.wanted && track.value) sync();
    },
    stopSending: () => (session = null),
    close() {
      closed += 1;
      session = null;
      drop();
      Object.assign(state, { wanted: false, starting: false, problem: null });
    },
  };
}
