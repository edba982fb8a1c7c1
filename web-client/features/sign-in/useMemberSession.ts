import { onScopeDispose, readonly, ref, shallowRef } from 'vue';
import type { ErrorCode } from '#protocol/errors';
import { readSession, signOut, type MemberSession } from './member-session.ts';

const RETRY_MS = 2000;

/** Whether somebody is signed in on this browser, from the first question to the sign-out. */
export function useMemberSession({ signedOut }: { signedOut?: () => void } = {}) {
  const state = ref<'asking' | 'unreachable' | 'signedOut' | 'signedIn'>('asking');
  const problem = ref<ErrorCode>('unavailable');
  const session = shallowRef<MemberSession | null>(null);
  /** Signed out by another window or by the service, not by a press here. */
  const endedElsewhere = ref(false);
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    clearTimeout(retry);
    const answer = await readSession();
    if (answer.ok) return begin(answer.data);
    if (answer.code === 'unauthenticated') {
      state.value = 'signedOut';
      signedOut?.();
      return;
    }
    problem.value = answer.code;
    state.value = 'unreachable';
    retry = setTimeout(() => void ask(), RETRY_MS);
  }
  function begin(signedIn: MemberSession): void {
    session.value = signedIn;
    endedElsewhere.value = false;
    state.value = 'signedIn';
  }
  function end(elsewhere: boolean): void {
    session.value = null;
    endedElsewhere.value = elsewhere;
    state.value = 'signedOut';
  }
  async function leave(): Promise<void> {
    await signOut();
    end(false);
  }
  onScopeDispose(() => clearTimeout(retry));

  return { state: readonly(state), problem, session, endedElsewhere, ask, begin, end, leave };
}
