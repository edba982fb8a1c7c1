import { onScopeDispose, ref, type Ref } from 'vue';
import { preloadMediaEngine } from '../media/create-media-session.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';

/** The server's time: waits are counted from its stamps, whatever this machine's clock shows. */
export interface ServerClock {
  /** Ticks once a second. */
  readonly now: Readonly<Ref<number>>;
  read(): number;
}

export function useServerClock(signaling: Pick<Signaling, 'command' | 'onReconnected'>): ServerClock {
  let ahead = 0;
  const read = (): number => Date.now() + ahead;
  const now = ref(read());
  const tick = (): void => void (now.value = read());

  async function ask(): Promise<void> {
    const hello = await signaling.command('session:hello', {}).catch(() => null);
    if (hello) {
      ahead = hello.serverTime - Date.now();
      preloadMediaEngine(hello.mediaEngine).catch(() => undefined); // Tried again by the call itself.
    }
    tick();
  }
  const timer = setInterval(tick, 1000);
  const stop = signaling.onReconnected(() => void ask());
  void ask();
  onScopeDispose(() => {
    clearInterval(timer);
    stop();
  });
  return { now, read };
}
