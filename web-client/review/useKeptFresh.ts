import { onScopeDispose, ref, shallowRef } from 'vue';
import { ERRORS, type ErrorCode } from '#protocol/errors';
import type { Answer } from '../signaling/http-api.ts';
import { backOff } from './back-off.ts';

/** What goes on is asked for again this often. */
const FOLLOW_MS = 2000;
/** Addresses of media are good for some hours; a page that stays open gets fresh ones. */
const FRESHEN_MS = 45 * 60_000;

/** Something to be watched, asked for again as long as the page is open.
 *  @param ask gets it
 *  @param isGoingOn whether it grows while it is watched
 *  @param onSignedOut called when the session is over */
export function useKeptFresh<T>(
  ask: () => Promise<Answer<T>>,
  isGoingOn: (one: T) => boolean,
  onSignedOut: () => void = () => {},
) {
  const shown = shallowRef<T | null>(null);
  /** Why there is nothing to be shown. */
  const problem = ref<ErrorCode | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  /** Answers to what was asked in an earlier life are of no use. */
  let life = 0;

  async function load(): Promise<void> {
    const own = life;
    const answer = await ask();
    if (own !== life) return;
    clearTimeout(timer);
    failures = answer.ok ? 0 : failures + 1;
    if (answer.ok) {
      shown.value = answer.data;
      problem.value = null;
    } else if (answer.code === 'unauthenticated') return onSignedOut();
    else if (shown.value === null || answer.code === 'not_found') problem.value = answer.code;
    if (answer.ok) again(isGoingOn(answer.data) ? FOLLOW_MS : FRESHEN_MS);
    else if (ERRORS[answer.code].retryable) again(backOff(FOLLOW_MS, failures));
  }
  function again(afterMs: number): void {
    timer = setTimeout(() => void load(), afterMs);
  }
  function forget(): void {
    life += 1;
    clearTimeout(timer);
    failures = 0;
    shown.value = null;
    problem.value = null;
  }
  onScopeDispose(forget);

  return {
    shown,
    problem,
    load,
    /** Forgets what there is, and gets what is asked for now. */
    renew(): void {
      forget();
      void load();
    },
  };
}
