import type { ErrorCode, PictureView } from '#protocol';
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { codeOf } from '../../signaling/command-error.ts';
import { newId } from '../../signaling/new-id.ts';
import { playTick } from '../../ui/sound/ring.ts';
import type { CallSide } from './call-controller.ts';
import type { CallSignaling } from './call-signaling.ts';

/** The shutter: asking for photos, and (on the agent's page) taking them. */
export interface Photos {
  readonly taking: Readonly<Ref<boolean>>;
  readonly taken: Readonly<ShallowRef<readonly PictureView[]>>;
  readonly problem: Ref<ErrorCode | null>;
  take(callId: string): Promise<void>;
  forget(): void;
}

const loadDelivery = () => import('./deliver-photo.ts');

/** @param camera what the agent's page can photograph right now. */
export function usePhotos(options: {
  signaling: CallSignaling;
  side: CallSide;
  callId: () => string | undefined;
  camera: () => MediaStreamTrack | null;
}): Photos {
  const { signaling, side } = options;
  const taking = ref(false);
  const taken = shallowRef<readonly PictureView[]>([]);
  const problem = ref<ErrorCode | null>(null);

  async function take(callId: string): Promise<void> {
    if (taking.value) return;
    taking.value = true;
    problem.value = null;
    try {
      const { message } = await signaling.command('capture:take', { callId, captureId: newId() });
      void playTick();
      if (message.body.kind === 'picture' && options.callId() === callId)
        taken.value = [...taken.value, message.body.picture];
    } catch (error) {
      problem.value = codeOf(error);
    } finally {
      taking.value = false;
    }
  }

  if (side === 'agent') {
    loadDelivery().catch(() => undefined); // Only the agent's page takes stills: ready before the first press.
    onScopeDispose(
      signaling.on('capture:requested', (wish) => {
        const camera = options.camera();
        if (wish.callId !== options.callId()) return;
        const delivered = camera
          ? loadDelivery().then(({ deliverPhoto }) => deliverPhoto(signaling, camera, wish))
          : Promise.reject(new Error('no camera is on'));
        // The one who asked is told at once instead of waiting for nothing.
        delivered.catch(() =>
          signaling.command('capture:fail', { captureId: wish.captureId }).catch(() => undefined),
        );
      }),
    );
  }

  return {
    taking,
    taken,
    problem,
    take,
    forget() {
      taken.value = [];
      problem.value = null;
    },
  };
}
