import { computed, onScopeDispose, reactive, ref, shallowReactive, shallowRef, watch, type Ref } from 'vue';
import type { SharedRecording } from '#protocol';
import { following, nextLoop, PlayerClock, type Loop } from './clock.ts';
import { lengthOf } from './timeline.ts';
import { TrackPlayer, type TrackPresence } from './track-player.ts';

export type Layout = 'side' | 'focus' | 'inset' | 'voice';
export const LAYOUTS: readonly Layout[] = ['side', 'focus', 'inset', 'voice'];
export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3];

/** A track that does not come is waited for so long, then the others go on without it, ms. */
const PATIENCE_MS = 3000;
/** A short hiccup of one track does not stop the others. */
const HICCUP_MS = 400;
/** After a start the clock takes its time from a track: elements need a moment to get going. */
const STARTING_MS = 500;
const FRAME_MS = 1000 / 30;

/** All tracks of a recording under one clock. */
export type Player = ReturnType<typeof usePlayer>;

/** @param recording as it is known; it may grow while it is watched. */
export function usePlayer(recording: () => SharedRecording, startAt: number) {
  const clock = new PlayerClock(() => performance.now());
  const players = new Map<string, TrackPlayer>();
  const presence = shallowReactive<Record<string, TrackPresence>>({});
  const volumes = reactive<Record<string, number>>({});
  const at = ref(0);
  const playing = ref(false);
  const waiting = ref(false);
  const speed = ref(1);
  const loop = shallowRef<Loop | null>(null);
  const layout = ref<Layout>('side');
  const chosen: Ref<string | null> = ref(null);
  const length = computed(() => lengthOf(recording().summary.durationMs, recording().tracks));
  let waitingSince: number | null = null;
  let runningSince = 0;

  function attach(trackId: string, element: HTMLMediaElement | null): void {
    players.get(trackId)?.close();
    players.delete(trackId);
    const track = recording().tracks.find((one) => one.trackId === trackId);
    if (!element || !track) return;
    element.volume = volumes[trackId] ?? 1;
    players.set(trackId, new TrackPlayer(track, element));
  }
  watch(
    () => recording().tracks,
    (tracks) => {
      for (const track of tracks) {
        const player = players.get(track.trackId);
        if (player) player.track = track;
      }
    },
  );

  function seek(to: number): void {
    const target = Math.max(0, Math.min(length.value, to));
    clock.run(false);
    clock.goTo(target);
    at.value = target;
    waitingSince = null;
  }

  function tick(): void {
    const now = performance.now();
    if (clock.running) {
      takeTimeFromSound(now);
      const next = following(clock.at, length.value, loop.value);
      if (next.at !== clock.at && (next.ended || next.at < clock.at)) seek(next.at);
      if (next.ended && recording().summary.status === 'ended') playing.value = false;
    }
    const position = clock.at;
    let late = false;
    for (const [trackId, player] of players) {
      const state = player.follow(position, clock.running, clock.speed);
      if (presence[trackId] !== state) presence[trackId] = state;
      late ||= state === 'waiting';
    }
    waitingSince = late ? (waitingSince ?? now) : null;
    const waited = waitingSince === null ? 0 : now - waitingSince;
    if (playing.value && !clock.running && (!late || waited > PATIENCE_MS) && position < length.value) {
      clock.run(true);
      runningSince = now;
    } else if (clock.running && late && waited > HICCUP_MS && waited < PATIENCE_MS) clock.run(false);
    waiting.value = late && waited > HICCUP_MS;
    if (Math.abs(at.value - position) > 1) at.value = position;
  }

  /** What is heard leads: it is the pictures that are moved to it, unnoticed. */
  function takeTimeFromSound(now: number): void {
    if (now - runningSince > STARTING_MS) return;
    for (const { trackId, kind } of recording().tracks) {
      const heard = kind === 'audio' ? (players.get(trackId)?.at ?? null) : null;
      if (heard !== null && Math.abs(heard - clock.at) < 300) return clock.goTo(heard);
    }
  }

  let frame = requestAnimationFrame(function again() {
    tick();
    frame = requestAnimationFrame(again);
  });
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    for (const player of players.values()) player.close();
  });

  function setPlaying(wanted: boolean): void {
    if (wanted && at.value >= length.value - 1) seek(loop.value?.from ?? 0);
    playing.value = wanted;
    if (!wanted) clock.run(false);
  }
  watch(speed, (is) => clock.setSpeed(is));
  seek(startAt);

  return {
    at,
    playing,
    waiting,
    speed,
    loop,
    layout,
    chosen,
    length,
    presence,
    volumes,
    attach,
    seek,
    toggle: () => setPlaying(!playing.value),
    pause: () => setPlaying(false),
    skip: (by: number) => seek(at.value + by),
    step(frames: number) {
      setPlaying(false);
      seek(at.value + frames * FRAME_MS);
    },
    faster(steps: number) {
      const index = SPEEDS.indexOf(speed.value) + steps;
      speed.value = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, index))] ?? 1;
    },
    chooseLoop: () => (loop.value = nextLoop(loop.value, at.value)),
    nextLayout() {
      layout.value = LAYOUTS[(LAYOUTS.indexOf(layout.value) + 1) % LAYOUTS.length] ?? 'side';
    },
    setVolume(trackId: string, volume: number, element: HTMLMediaElement | null) {
      volumes[trackId] = volume;
      if (element) element.volume = volume;
    },
  };
}
