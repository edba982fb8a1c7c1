import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue';
import type { ChatSelf } from './chat-entry.ts';
import type { ChatSignaling } from './chat-signaling.ts';
import { createConversation, type Conversation, type LiveConversation } from './conversation.ts';
import type { UploadPicture } from './upload-picture.ts';

/**
 * The conversation with this id, live: its history, what the server tells, and what one sends. Changing the id
 * keeps the others as they were, with their drafts and uploads.
 */
export function useConversation(options: {
  signaling: ChatSignaling;
  conversationId: MaybeRefOrGetter<string | null>;
  self: MaybeRefOrGetter<ChatSelf | null>;
  upload: UploadPicture;
}): Readonly<ShallowRef<Conversation | null>> {
  const { signaling, upload } = options;
  const open = new Map<string, LiveConversation>();
  const current = shallowRef<Conversation | null>(null);

  function opened(id: string, self: ChatSelf): Conversation {
    const known = open.get(id);
    if (known) return known.view;
    const conversation = createConversation({ id, self, signaling, upload });
    open.set(id, conversation);
    void conversation.view.reload();
    return conversation.view;
  }

  watch(
    [() => toValue(options.conversationId), () => toValue(options.self)],
    ([id, self]) => (current.value = id && self ? opened(id, self) : null),
    { immediate: true, flush: 'sync' },
  );

  const stops = [
    signaling.on('chat:messageAdded', ({ message }) => open.get(message.conversationId)?.receive(message)),
    signaling.onReconnected(() => {
      for (const conversation of open.values()) conversation.reconnected();
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
    for (const conversation of open.values()) conversation.close();
  });
  return current;
}
