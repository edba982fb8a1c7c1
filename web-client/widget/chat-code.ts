/** What the conversation needs, fetched when it is first opened. */
export { default as ChatPanel } from '../features/chat/ChatPanel.vue';
export { chatWordsReady } from '../features/chat/chat-words.ts';
export { createUpload } from '../features/chat/upload-picture.ts';
export { useConversation } from '../features/chat/useConversation.ts';
