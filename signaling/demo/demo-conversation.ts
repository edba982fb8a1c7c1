import type { Insertable } from 'kysely';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';

/** Whose past conversation, about what. */
export interface DemoTopic {
  readonly shopId: string;
  readonly memberId: string;
  readonly productId: string;
  readonly now: number;
}

type Line = readonly ['buyer' | 'member', { kind: 'text'; text: string } | 'product'];

const LINES: readonly Line[] = [
  ['buyer', 'product'],
  ['buyer', text('你好，这个包的内衬是什么颜色？照片上看不太清。')],
  ['member', text('您好！内衬是米色帆布，有一个拉链袋和两个插袋。要不要视频给您看一下实物？')],
  ['buyer', text('好的，晚上回家打给你。')],
  ['member', text('没问题，八点以后我都在。')],
];

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** Yesterday's conversation in the demo shop, so that the inbox is not empty at the first look. */
export function demoConversation({ shopId, memberId, productId, now }: DemoTopic) {
  const startedAt = now - DAY_MS;
  const endedAt = startedAt + (LINES.length - 1) * MINUTE_MS;
  const visitor: Insertable<Database['visitors']> = {
    id: newId(),
    shop_id: shopId,
    name: '访客 2046',
    language: 'zh',
    created_at: startedAt,
    last_seen_at: endedAt,
  };
  const conversation: Insertable<Database['conversations']> = {
    id: newId(),
    shop_id: shopId,
    visitor_id: visitor.id,
    product_id: productId,
    last_seq: LINES.length,
    buyer_read_seq: LINES.length,
    shop_read_seq: LINES.length,
    created_at: startedAt,
    updated_at: endedAt,
  };
  const messages: Insertable<Database['messages']>[] = LINES.map(([author, body], index) => ({
    id: newId(),
    conversation_id: conversation.id,
    seq: index + 1,
    author_kind: author,
    author_id: author === 'buyer' ? visitor.id : memberId,
    body: JSON.stringify(body === 'product' ? { kind: 'product', productId } : body),
    sent_at: startedAt + index * MINUTE_MS,
  }));
  return { visitor, conversation, messages };
}

function text(words: string) {
  return { kind: 'text' as const, text: words };
}
