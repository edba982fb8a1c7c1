import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { ConversationView } from '#protocol';
import type { Signaling } from '../signaling/connect-signaling.ts';
import { inboxOrder, unreadCount, withConversation, withMessage } from './inbox-order.ts';

/** The shop's conversations, live. */
export interface Inbox {
  readonly lines: Readonly<Ref<readonly ConversationView[]>>;
  readonly status: Readonly<Ref<'loading' | 'ready' | 'failed'>>;
  readonly hasMore: Readonly<Ref<boolean>>;
  readonly unread: Readonly<Ref<number>>;
  byId(id: string | null): ConversationView | null;
  loadMore(): Promise<void>;
  reload(): Promise<void>;
}

const PAGE = 50;

/** Lists the conversations of the member's shop and follows what the server tells of them. */
export function useInbox(
  signaling: Pick<Signaling, 'command' | 'on' | 'onReconnected'>,
  selected: Readonly<Ref<string | null>>,
): Inbox {
  const known = shallowRef<readonly ConversationView[]>([]);
  const status = ref<'loading' | 'ready' | 'failed'>('loading');
  const hasMore = ref(false);
  const held = ref<{ id: string; wasUnread: boolean } | null>(null);
  const byId = (id: string | null): ConversationView | null =>
    known.value.find((line) => line.id === id) ?? null;

  async function fetchPage(before?: number): Promise<void> {
    try {
      const page = await signaling.command('chat:list', {
        limit: PAGE,
        ...(before !== undefined && { before }),
      });
      known.value = page.conversations.reduce<readonly ConversationView[]>(withConversation, known.value);
      // A reload of the newest page says nothing about what lies below those already fetched.
      if (before !== undefined || known.value.length <= page.conversations.length)
        hasMore.value = page.hasMore;
      status.value = 'ready';
    } catch {
      if (status.value === 'loading') status.value = 'failed';
    }
  }

  watch(
    selected,
    (id) => {
      const line = byId(id);
      held.value = line ? { id: line.id, wasUnread: unreadCount(line) > 0 } : null;
    },
    { flush: 'sync' },
  );

  const stops = [
    signaling.on('chat:conversationChanged', ({ conversation }) => {
      known.value = withConversation(known.value, conversation);
    }),
    signaling.on('chat:messageAdded', ({ message }) => {
      const changed = withMessage(known.value, message);
      if (changed) known.value = changed;
      else void fetchPage();
    }),
    signaling.onReconnected(() => void fetchPage()),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });
  void fetchPage();

  return {
    lines: computed(() => inboxOrder(known.value, held.value)),
    status,
    hasMore,
    unread: computed(() => known.value.reduce((sum, line) => sum + unreadCount(line), 0)),
    byId,
    loadMore: () => fetchPage(Math.min(...known.value.map(({ updatedAt }) => updatedAt))),
    reload: () => {
      status.value = 'loading';
      return fetchPage();
    },
  };
}
