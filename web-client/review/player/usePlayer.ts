import { onScopeDispose, reactive, ref, shallowReactive, shallowRef, watch, type Ref } from 'vue';
import type { SharedRecording } from '#protocol';
import { following, nextLoop, PlayerClock, type Loop } from './clock.ts';
import { frameSteps } from './frame-steps.ts';
import { mainPicture } from './main-picture.ts';
import { beginningOf, lengthOf, openingOf, segmentAt } from './timeline.ts';
import { TrackPlayer, type TrackPresence } from './track-player.ts';

export type Layout = 'side' | 'focus' | 'inset' | 'voice';
export const LAYOUTS: readonly Layout[] = ['side', 'focus', 'inset', 'voice'];
export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3];

/** A track that does not come is waited for so long, then the others go on without it, ms. */
const PATIENCE_MS = 3000;
/** A short hiccup of one track does not stop the others: a voice less than a picture. */
const HICCUP_MS = { audio: 300, video: 1500 } as const;
/** A sound that does not begin is not waited for longer. */
const SOUND_WITHIN_MS = 700;
/** A sound that begins tells its place too early by what lies between it and the ear: so long the clock goes by it. */
const SOUND_LEADS_MS = 500;
/** What goes on is watched so far behind: the last moments are still on their way to the disk, ms. */
const LIVE_DELAY_MS = 3000;

/** All tracks of a recording under one clock. */
export type Player = ReturnType<typeof usePlayer>;

/** @param recording as it is known; it may grow while it is watched.
 *  @param startAt the moment to open it at; 0 for its beginning */
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
  /** Grows while it is being recorded. */
  const length = ref(0);
  let knownAt = performance.now();
  function measure(): void {
    const { summary, tracks } = recording();
    const known = lengthOf(summary.durationMs, tracks);
    const since = performance.now() - knownAt;
    length.value = summary.status === 'ended' ? known : Math.max(0, known + since - LIVE_DELAY_MS);
  }
  watch(
    recording,
    () => {
      knownAt = performance.now();
      measure();
    },
    { immediate: true },
  );
  let lateSince: Record<'audio' | 'video', number | null> = { audio: null, video: null };
  /** The sound has been told to begin; the clock and the pictures follow it. */
  let startingSince: number | null = null;
  let soundLeadsUntil = 0;
  /** There was a sound a frame ago. */
  let wasHeard = true;

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
    startingSince = null;
    lateSince = { audio: null, video: null };
    // Now and not with the next frame: a busy page draws it late.
    followAll(target);
  }

  /** Brings every track to where it belongs; answers of which kind one is still on its way. */
  function followAll(position: number): Record<'audio' | 'video', boolean> {
    const late = { audio: false, video: false };
    for (const [trackId, player] of players) {
      const goes = clock.running || (startingSince !== null && player.kind === 'audio');
      const state = player.follow(position, goes, clock.speed);
      if (presence[trackId] !== state) presence[trackId] = state;
      late[player.kind] ||= state === 'waiting';
    }
    return late;
  }

  function tick(): void {
    const now = performance.now();
    if (recording().summary.status === 'recording') measure();
    if (clock.running) {
      const before = clock.at;
      const next = following(before, length.value, loop.value);
      if (next.at !== before) seek(next.at);
      if (next.ended && recording().summary.status === 'ended') playing.value = false;
    }
    if (clock.running && now < soundLeadsUntil) {
      const heard = heardNear(clock.at);
      if (heard !== null) clock.goTo(heard);
    }
    const position = clock.at;
    const isHeard = isHeardAt(position);
    // After a silence it begins as it does with a press.
    if (clock.running && isHeard && !wasHeard) halt();
    wasHeard = isHeard;
    const late = followAll(position);
    const lateFor = (kind: 'audio' | 'video'): number => {
      lateSince[kind] = late[kind] ? (lateSince[kind] ?? now) : null;
      return lateSince[kind] === null ? 0 : now - lateSince[kind];
    };
    const behind = { audio: lateFor('audio'), video: lateFor('video') };
    const hiccup = behind.audio > HICCUP_MS.audio || behind.video > HICCUP_MS.video;
    const patient = Math.max(behind.audio, behind.video) < PATIENCE_MS;
    if (clock.running) {
      if (hiccup && patient) halt();
    } else if (playing.value && position < length.value) start(now, late.audio || late.video, patient);
    waiting.value = hiccup;
    if (Math.abs(at.value - position) > 1) at.value = position;
  }

  /** Stands until what is due has begun: while playing, a moment. */
  function halt(): void {
    clock.run(false);
    startingSince = null;
  }

  /** Whether there is a sound at a moment. */
  function isHeardAt(moment: number): boolean {
    return recording().tracks.some(
      ({ kind, segments }) => kind === 'audio' && segmentAt(segments, moment) !== null,
    );
  }

  /** The sounds that are due. */
  function sounds(): TrackPlayer[] {
    return [...players].flatMap(([id, player]) =>
      player.kind === 'audio' && presence[id] !== 'away' ? [player] : [],
    );
  }

  /** Where what is heard is by now, the farthest of those that are not far off; null while nothing is. */
  function heardNear(moment: number): number | null {
    const near = sounds().flatMap(({ at: its }) =>
      its !== null && Math.abs(its - moment) < SOUND_WITHIN_MS * clock.speed ? [its] : [],
    );
    return near.length > 0 ? Math.max(...near) : null;
  }

  /** First what is heard begins, and takes a moment to; then the clock runs from there, and the pictures with it. */
  function start(now: number, late: boolean, patient: boolean): void {
    if (startingSince === null) {
      if (late && patient) return;
      startingSince = now;
      return;
    }
    const heard = heardNear(clock.at);
    const hasBegun = heard !== null && heard > clock.at;
    if (!hasBegun && sounds().length > 0 && now - startingSince < SOUND_WITHIN_MS) return;
    if (hasBegun) clock.goTo(heard);
    soundLeadsUntil = now + SOUND_LEADS_MS;
    clock.run(true);
    startingSince = null;
  }

  let frame = requestAnimationFrame(function again() {
    tick();
    frame = requestAnimationFrame(again);
  });
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    for (const player of players.values()) player.close();
  });

  const step = frameSteps({
    at: () => at.value,
    playing: () => playing.value,
    pause: () => setPlaying(false),
    seek,
    picture() {
      const shown = recording().tracks.filter(
        ({ trackId, kind }) => kind === 'video' && (presence[trackId] ?? 'away') !== 'away',
      );
      return players.get(mainPicture(shown, chosen.value)?.trackId ?? '');
    },
  });

  function setPlaying(wanted: boolean): void {
    if (wanted && at.value >= length.value - 1) seek(loop.value?.from ?? beginningOf(recording().tracks));
    playing.value = wanted;
    if (wanted) startingSince = null;
    else halt();
  }
  watch(speed, (is) => clock.setSpeed(is));
  seek(startAt > 0 ? startAt : openingOf(recording().tracks));

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
    step,
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
