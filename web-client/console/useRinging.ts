import { onScopeDispose, ref, watch, watchEffect, type Ref } from 'vue';
import { allowedToPlay, audioContext, whenAllowed } from '../ui/sound/player.ts';
import { createRing } from '../ui/sound/ring.ts';
import { remembered } from './remembered.ts';

export type RingVolume = 'loud' | 'soft' | 'silent';
const LEVELS: Record<RingVolume, number> = { loud: 0.9, soft: 0.25, silent: 0 };

/** A call that rings here, in the words of its title and notification. */
export interface RingingCall {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly picture: string | null;
}

export interface Ringing {
  readonly volume: Ref<RingVolume>;
  /** The browser plays no sound in this page before a press: say "Click to hear rings". */
  readonly silenced: Readonly<Ref<boolean>>;
}

/** Makes a call heard and seen: ring, title of the tab, notification while the page is not in front. */
export function useRinging(call: () => RingingCall | null, title: () => string): Ringing {
  const volume = remembered<RingVolume>('kanhuo.console.ring', ['loud', 'soft', 'silent']);
  const silenced = ref(false);
  const ring = createRing('incoming', LEVELS[volume.value]);
  let stopWaiting: (() => void) | undefined;
  let gone = false;

  // After signing in the press of the button counts; after a reload the browser waits for a new one.
  async function test(): Promise<void> {
    const audio = audioContext();
    if (!audio || gone) return;
    stopWaiting?.();
    stopWaiting = whenAllowed(audio, () => (silenced.value = false));
    silenced.value = !(await allowedToPlay(audio));
  }
  void test();

  watch(volume, (now) => ring.setVolume(LEVELS[now]));
  watch(
    () => call()?.id ?? null,
    (id, _, onCleanup) => {
      const now = call();
      if (!id || !now) return;
      void ring.start().then((heard) => {
        if (!heard && call()?.id === id) void test();
      });
      const notification = notify(now);
      onCleanup(() => {
        ring.stop();
        notification?.close();
      });
    },
    { immediate: true },
  );

  const blink = ref(true);
  const timer = setInterval(() => (blink.value = !blink.value), 1000);
  watchEffect(() => {
    const ringing = call();
    document.title = ringing && blink.value ? ringing.title : title();
  });

  onScopeDispose(() => {
    ring.stop();
    clearInterval(timer);
    gone = true;
    stopWaiting?.();
  });
  return { volume, silenced };
}

/** Shows a notification where one is allowed and the page is not in front; a press on it brings the page there. */
export function notify(about: RingingCall): Notification | null {
  if (document.hasFocus() || !('Notification' in window) || Notification.permission !== 'granted')
    return null;
  try {
    const notification = new Notification(about.title, {
      body: about.body,
      tag: about.id,
      ...(about.picture && { icon: about.picture }),
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return notification;
  } catch {
    return null; // Phones show notifications from service workers only.
  }
}
