import { onScopeDispose, watch } from 'vue';

/** Keeps a phone's screen on while `wanted`: a call that is only watched must not go dark. */
export function useWakeLock(wanted: () => boolean): void {
  let lock: WakeLockSentinel | null = null;

  async function update(): Promise<void> {
    if (wanted() && !document.hidden) {
      // Refused where the battery is low or the browser has none: the screen then follows its own rules.
      const next = await navigator.wakeLock?.request('screen').catch(() => null);
      if (!next) return;
      if (wanted()) lock = next;
      else await next.release();
    } else {
      await lock?.release().catch(() => undefined);
      lock = null;
    }
  }
  const onVisible = () => void update();
  watch(wanted, onVisible);
  document.addEventListener('visibilitychange', onVisible);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release().catch(() => undefined);
  });
}
