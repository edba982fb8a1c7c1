import { effectScope, onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Conversation } from '../features/chat/conversation.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';
import { playTick } from '../ui/sound/ring.ts';
import type { Visitor } from './visitor.ts';

/** The buyer's one conversation with the shop. */
export interface BuyerChat {
  /** Null until it was opened and its code is there. */
  readonly conversation: Readonly<ShallowRef<Conversation | null>>;
  /** What arrived while nobody looked. */
  readonly unread: Readonly<Ref<number>>;
  /** Fetches code and conversation; again, it does nothing. */
  open(sku: string | undefined): Promise<void>;
}

/** @param inView whether the buyer sees the conversation now. */
export function useBuyerChat(options: {
  signaling: Signaling;
  visitor: Visitor;
  inView: () => boolean;
}): BuyerChat {
  const { signaling, visitor, inView } = options;
  const conversation = shallowRef<Conversation | null>(null);
  const unread = ref(0);
  const scope = effectScope();
  let opening: Promise<void> | undefined;

  async function fetchAll(sku: string | undefined): Promise<void> {
    const [code, opened] = await Promise.all([
      import('./chat-code.ts'),
      signaling.command('chat:open', { ...(sku && { sku }) }),
      import('./chat-code.ts').then((loaded) => loaded.chatWordsReady),
    ]);
    scope.run(() => {
      const current = code.useConversation({
        signaling,
        conversationId: opened.conversation.id,
        self: { kind: 'buyer', person: visitor.person },
        upload: code.createUpload(() => visitor.token),
      });
      watch(current, (next) => (conversation.value = next), { immediate: true });
    });
  }

  const stop = signaling.on('chat:messageAdded', ({ message }) => {
    if (message.author.kind !== 'member' || inView()) return;
    unread.value += 1;
    void playTick();
  });
  watch(inView, (seen) => seen && (unread.value = 0));
  onScopeDispose(() => {
    stop();
    scope.stop();
  });

  return {
    conversation,
    unread,
    open(sku) {
      opening ??= fetchAll(sku).catch((error: unknown) => {
        // Tried again at the next press.
        opening = undefined;
        throw error;
      });
      return opening;
    },
  };
}
