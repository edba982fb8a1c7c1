import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { CallKind } from '#protocol';
import {
  listCameras,
  openCamera,
  openDevices,
  openMicrophone,
  settled,
  type Facing,
} from '../../media/devices.ts';
import type { MediaSession, PublishOptions } from '../../media/media-session.ts';
import { createOwnSource, type OwnSourceKeeper } from './own-source.ts';
import { keepWishes, keptWishes } from './own-wishes.ts';

/** One's own camera and microphone through a call. */
export interface OwnMediaKeeper {
  readonly microphone: OwnSourceKeeper;
  readonly camera: OwnSourceKeeper;
  readonly cameraStream: ComputedRef<MediaStream | null>;
  readonly mirrored: ComputedRef<boolean>;
  readonly canSwitchCamera: Readonly<Ref<boolean>>;
  /** Opens what the call needs, as far as it is there. */
  open(callId: string, kind: CallKind): void;
  /** A camera before any call, to see oneself. */
  preview(on: boolean): Promise<void>;
  retry(kind: CallKind): Promise<void>;
  switchCamera(): Promise<void>;
  /** Sends what is wanted; of a voice nothing while the camera is `held`. */
  send(session: MediaSession, camera: PublishOptions): void;
  close(): void;
}

/** @param facing which camera comes first: a seller shows the goods, a buyer their face. */
export function useOwnMedia(facing: Facing): OwnMediaKeeper {
  const look = ref<Facing>(facing);
  const cameras = ref(0);
  let callId: string | null = null;

  const microphone = createOwnSource('microphone', () => settled(openMicrophone()), 'keep');
  const camera = createOwnSource('camera', () => settled(openCamera({ facing: look.value })), 'stop');

  async function count(): Promise<void> {
    cameras.value = (await listCameras().catch(() => [])).length;
  }
  watch(camera.track, (track) => track && void count());
  /** Nobody may hear this person yet: the microphone is sent, silent, so that nothing has to be said when they may. */
  const silent = ref(false);
  watch([microphone.track, silent], ([track, is]) => track && (track.enabled = !is), { flush: 'sync' });
  const owner = new AbortController();
  // Missing on pages that came over plain http.
  navigator.mediaDevices?.addEventListener('devicechange', () => void count(), { signal: owner.signal });

  function open(id: string, kind: CallKind): void {
    callId = id;
    const wishes = keptWishes(id);
    const withCamera = kind === 'video' && (wishes?.camera ?? true) && !camera.track.value;
    if (withCamera) {
      const opening = openDevices({ facing: look.value });
      void microphone.expect(opening.then((opened) => opened.microphone));
      void camera.expect(opening.then((opened) => opened.camera));
    } else void microphone.want(true);
    if (wishes && !wishes.microphone) void microphone.want(false);
  }

  watch([() => microphone.state.on, () => camera.state.on], ([mic, cam]) => {
    if (callId) keepWishes({ callId, microphone: mic, camera: cam });
  });

  /** Another camera than the one there is, or that one again where no other starts. */
  async function openOther(): Promise<MediaStreamTrack> {
    const not = camera.track.value;
    try {
      const other = await openCamera({ facing: look.value, not });
      look.value = look.value === 'user' ? 'environment' : 'user';
      return other;
    } catch {
      return not?.readyState === 'live' ? not : openCamera({ facing: look.value });
    }
  }

  function close(): void {
    callId = null;
    keepWishes(null);
    microphone.close();
    camera.close();
  }
  onScopeDispose(() => {
    owner.abort();
    // The page may only be reloading: the wishes stay.
    microphone.close();
    camera.close();
  });

  return {
    microphone,
    camera,
    cameraStream: computed(() => (camera.track.value ? new MediaStream([camera.track.value]) : null)),
    mirrored: computed(() => camera.track.value?.getSettings().facingMode !== 'environment'),
    canSwitchCamera: computed(() => cameras.value > 1),
    open,
    async preview(on) {
      // A view that ends its preview because a call has begun must not take the call's camera.
      if (!callId) await camera.want(on);
    },
    async retry(kind) {
      if (microphone.state.problem) await microphone.want(true);
      if (kind === 'video' && camera.state.problem) await camera.want(true);
    },
    async switchCamera() {
      if (camera.state.on && !camera.state.starting) await camera.expect(settled(openOther()));
    },
    send(session, cameraOptions) {
      silent.value = cameraOptions.held ?? false;
      // The picture is what the other side waits for.
      camera.sendTo(session, cameraOptions);
      microphone.sendTo(session);
    },
    close,
  };
}
