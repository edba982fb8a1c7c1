import type { Language } from '#protocol';

/** The few words that stand on the shop's page itself; everything else is in the frame. */
export const WORDS = {
  en: {
    title: 'See it live',
    video: 'Video call',
    voice: 'Voice call',
    chat: 'Chat',
    available: 'Someone is here now',
    busy: 'Everyone is in a call right now',
    offline: 'Nobody is here now. Leave a message',
    live: 'You are in a call',
    back: 'Back to the call',
    panel: 'Call and chat with the shop',
    opening: 'Opening…',
    failed: 'This could not be opened. Check your connection.',
    again: 'Try again',
    close: 'Close',
  },
  zh: {
    title: '在线看货',
    video: '视频看货',
    voice: '语音通话',
    chat: '聊天',
    available: '客服在线',
    busy: '客服都在通话中',
    offline: '客服不在线，可以留言',
    live: '您正在通话中',
    back: '回到通话',
    panel: '与店铺通话和聊天',
    opening: '正在打开…',
    failed: '打不开，请检查网络。',
    again: '重试',
    close: '关闭',
  },
} as const satisfies Record<Language, Record<string, string>>;

export type Words = (typeof WORDS)[Language];
