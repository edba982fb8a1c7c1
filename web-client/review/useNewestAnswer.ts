import { ref } from 'vue';
import type { ErrorCode } from '#protocol';
import type { Answer } from '../signaling/http-api.ts';

/** Questions of which only the newest counts, and how the asking stands.
 *  @param onSignedOut called when the session is over */
export function useNewestAnswer(onSignedOut: () => void) {
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);
  let asked = 0;

  /** What was answered; null when it was a refusal, or something else has been asked meanwhile. */
  async function newest<T>(answered: Promise<Answer<T>>): Promise<T | null> {
    const question = ++asked;
    loading.value = true;
    const answer = await answered;
    if (question !== asked) return null;
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (answer.ok) return answer.data;
    if (answer.code === 'unauthenticated') onSignedOut();
    return null;
  }

  return { loading, problem, newest };
}
