import { ref, shallowRef, type Ref } from 'vue';
import type { ErrorCode, MessageView } from '#protocol';
import { codeOf } from '../../signaling/command-error.ts';
import type { ChatSignaling } from './chat-signaling.ts';
import { completeUntil, hasEarlier, hasGap, withMessages, type MessageLog } from './message-log.ts';

const FIRST_PAGE = 50;
const CATCH_UP_PAGE = 100;
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000];

/** The stored messages of one conversation, as far as this page has fetched or been told them. */
export interface History {
  readonly log: Readonly<Ref<MessageLog>>;
  /** `loading` until the newest page is there. */
  readonly status: Readonly<Ref<'loading' | 'ready' | 'failed'>>;
  readonly problem: Readonly<Ref<ErrorCode | null>>;
  readonly loadingEarlier: Readonly<Ref<boolean>>;
  readonly hasEarlier: () => boolean;
  /** Takes a message that the server told; fetches what lies between when some were not told. */
  add(message: MessageView): void;
  /** Fetches the newest page, or what came after the last known message. */
  catchUp(): Promise<void>;
  loadEarlier(): Promise<void>;
  close(): void;
}

/** Fetches by state, not by replay: everything after the last message without a gap before it. */
export function createHistory(conversationId: string, signaling: Pick<ChatSignaling, 'command'>): History {
  const log = shallowRef<MessageLog>([]);
  const status = ref<'loading' | 'ready' | 'failed'>('loading');
  const problem = ref<ErrorCode | null>(null);
  const loadingEarlier = ref(false);
  let earliestReached = false;
  let closed = false;
  let failures = 0;
  let running: Promise<void> | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  async function fetchPage(range: { beforeSeq?: number; afterSeq?: number; limit: number }) {
    const page = await signaling.command('chat:history', { conversationId, ...range });
    log.value = withMessages(log.value, page.messages);
    return page;
  }

  async function fetchMissing(): Promise<void> {
    if (status.value !== 'ready') {
      await fetchPage({ limit: FIRST_PAGE });
      status.value = 'ready';
      if (!hasGap(log.value)) return;
    }
    for (;;) {
      const page = await fetchPage({ afterSeq: completeUntil(log.value), limit: CATCH_UP_PAGE });
      if (page.messages.length === 0 || (!page.hasMore && !hasGap(log.value))) return;
    }
  }

  function catchUp(): Promise<void> {
    clearTimeout(retryTimer);
    running ??= fetchMissing()
      .then(succeeded, failed)
      .finally(() => (running = null));
    return running;
  }

  function succeeded(): void {
    failures = 0;
    problem.value = null;
  }

  function failed(error: unknown): void {
    problem.value = codeOf(error);
    if (status.value !== 'ready') status.value = 'failed';
    if (closed) return;
    retryTimer = setTimeout(() => void catchUp(), RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  return {
    log,
    status,
    problem,
    loadingEarlier,
    hasEarlier: () => status.value === 'ready' && !earliestReached && hasEarlier(log.value),
    add: (message) => {
      log.value = withMessages(log.value, [message]);
      if (status.value === 'ready' && hasGap(log.value)) void catchUp();
    },
    catchUp,
    loadEarlier: async () => {
      const first = log.value[0];
      if (!first || loadingEarlier.value || !hasEarlier(log.value)) return;
      loadingEarlier.value = true;
      try {
        const page = await fetchPage({ beforeSeq: first.seq, limit: FIRST_PAGE });
        earliestReached = !page.hasMore;
      } catch (error) {
        problem.value = codeOf(error);
      } finally {
        loadingEarlier.value = false;
      }
    },
    close: () => {
      closed = true;
      clearTimeout(retryTimer);
    },
  };
}
