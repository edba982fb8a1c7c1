import type { TrackSource } from '#protocol';
import {
  computed,
  onScopeDispose,
  ref,
  shallowReactive,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
} from 'vue';
import type { ConnectionState, MediaSession, RemoteTrack } from '../../media/media-session.ts';
import type { NetworkLevel, PictureMode } from './call-controller.ts';
import { createSpeaker, type Speaker } from './speaker.ts';
import { networkLevel } from './network-level.ts';

/** What arrives over the session of the moment. */
export interface RemoteMediaKeeper {
  readonly camera: ComputedRef<MediaStream | null>;
  readonly screen: ComputedRef<MediaStream | null>;
  readonly cameraOn: ComputedRef<boolean>;
  readonly screenOn: ComputedRef<boolean>;
  readonly microphoneOn: ComputedRef<boolean>;
  readonly speaking: ComputedRef<boolean>;
  readonly soundBlocked: Readonly<Ref<boolean>>;
  readonly connection: Readonly<Ref<ConnectionState>>;
  readonly network: ComputedRef<NetworkLevel>;
  follow(session: MediaSession): void;
  forget(): void;
  allowSound(): void;
  prefer(mode: PictureMode): void;
}

/** Follows the tracks of the other side, and plays their sound. */
export function useRemoteMedia(): RemoteMediaKeeper {
  const tracks = shallowReactive(new Map<string, RemoteTrack>());
  const speakers = ref<readonly string[]>([]);
  const score = ref(10);
  const connection = ref<ConnectionState>('closed');
  const session = shallowRef<MediaSession | null>(null);
  const speaker: Speaker = createSpeaker();
  let mode: PictureMode = 'detail';
  let stops: (() => void)[] = [];

  const of = (source: TrackSource) => [...tracks.values()].findLast((track) => track.source === source);
  const on = (source: TrackSource) => computed(() => of(source)?.muted === false);
  function streamOf(source: TrackSource): ComputedRef<MediaStream | null> {
    // Always the same stream: a <video> given another one starts anew, and shows nothing for a moment.
    const stream = new MediaStream();
    const track = computed(() => of(source)?.track ?? null);
    watch(
      track,
      (is, before) => {
        if (is) stream.addTrack(is);
        if (before) stream.removeTrack(before);
      },
      { flush: 'sync' },
    );
    return computed(() => (track.value ? stream : null));
  }

  function keep(track: RemoteTrack): void {
    const isNew = !tracks.has(track.id);
    tracks.set(track.id, track);
    if (track.track.kind === 'audio') speaker.play(track.id, track.track);
    else if (isNew && mode === 'smooth') ask(track);
  }
  /** Detail asks for the sharpest picture the network carries; Smooth for one that never waits. */
  function ask({ id, source }: RemoteTrack): void {
    if (source !== 'camera') return;
    session.value?.setQuality(id, mode === 'detail' ? 'high' : 'medium').catch(() => undefined);
  }

  function forget(): void {
    for (const stop of stops) stop();
    stops = [];
    session.value = null;
    tracks.clear();
    speaker.stop();
    speakers.value = [];
    score.value = 10;
    connection.value = 'closed';
  }
  onScopeDispose(forget);

  return {
    camera: streamOf('camera'),
    screen: streamOf('screen'),
    cameraOn: on('camera'),
    screenOn: on('screen'),
    microphoneOn: on('microphone'),
    speaking: computed(() => [...tracks.values()].some(({ peerId }) => speakers.value.includes(peerId))),
    soundBlocked: speaker.blocked,
    connection,
    network: computed(() => networkLevel(score.value, connection.value === 'connected')),
    follow(next) {
      forget();
      session.value = next;
      stops = [
        next.on('trackAdded', keep),
        next.on('trackChanged', keep),
        next.on('trackRemoved', ({ id }) => {
          tracks.delete(id);
          speaker.silence(id);
        }),
        next.on('speaking', (peers) => (speakers.value = peers)),
        next.on('quality', (value) => (score.value = value)),
        next.on('connection', (state) => (connection.value = state)),
      ];
      for (const track of next.remoteTracks()) keep(track);
    },
    forget,
    allowSound: speaker.allow,
    prefer(wanted) {
      mode = wanted;
      for (const track of tracks.values()) ask(track);
    },
  };
}
