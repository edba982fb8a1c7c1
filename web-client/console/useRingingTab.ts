import { onScopeDispose, ref, watch, type Ref } from 'vue';

const RINGING_TAB = 'kanhuo.console.ringing-tab';
const CALL_HERE = 'kanhuo.console.call-here';

/**
 * Whether this is the one tab of the browser that rings and joins calls: the one last looked at, but never taken
 * from a tab with a call in it (`busy`). When it goes, another takes its place. A page over plain http has no
 * locks; it has no camera either, and rings by itself.
 */
export function useRingingTab(busy: () => boolean): Readonly<Ref<boolean>> {
  const here = ref(!('locks' in navigator));
  if (here.value) return here;
  const { locks } = navigator;
  const life = new AbortController();
  let placeInLine: AbortController | undefined;
  let release: (() => void) | undefined;

  /** Keeps the lock for as long as this tab lives, or until it is stolen. */
  function hold(): Promise<void> {
    here.value = true;
    return new Promise((resolve) => (release = resolve));
  }
  function lost(): void {
    here.value = false;
    if (!life.signal.aborted) waitInLine();
  }
  function waitInLine(): void {
    const place = new AbortController();
    placeInLine = place;
    locks.request(RINGING_TAB, { signal: place.signal }, hold).catch(() => place.signal.aborted || lost());
  }
  async function claim(): Promise<void> {
    if (here.value || document.visibilityState !== 'visible') return;
    const { held = [] } = await locks.query();
    if (here.value || life.signal.aborted || held.some(({ name }) => name === CALL_HERE)) return;
    placeInLine?.abort();
    locks.request(RINGING_TAB, { steal: true }, hold).catch(lost);
  }

  let callOver: (() => void) | undefined;
  watch(
    busy,
    (inCall) => {
      callOver?.();
      if (inCall) void locks.request(CALL_HERE, () => new Promise<void>((end) => (callOver = end)));
    },
    { immediate: true, flush: 'sync' },
  );

  addEventListener('focus', () => void claim(), { signal: life.signal });
  document.addEventListener('visibilitychange', () => void claim(), { signal: life.signal });
  waitInLine();
  void claim();
  onScopeDispose(() => {
    life.abort();
    placeInLine?.abort();
    release?.();
    callOver?.();
  });
  return here;
}
