import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationView, MessageView } from '#protocol';
import {
  inboxOrder,
  unreadCount,
  waitingSince,
  waitWords,
  withConversation,
  withMessage,
} from './inbox-order.ts';

const MINUTE = 60_000;
const buyer = { id: 'b', name: 'Visitor' };

function message(seq: number, at: number, author: MessageView['author']): MessageView {
  return { id: `m${seq}`, conversationId: 'c', seq, author, body: { kind: 'text', text: '' }, sentAt: at };
}
function line(id: string, values: Partial<ConversationView> = {}): ConversationView {
  const lastSeq = values.lastSeq ?? 1;
  return {
    id,
    buyer,
    lastMessage: message(lastSeq, values.updatedAt ?? 0, { kind: 'buyer', person: buyer }),
    lastSeq,
    readSeq: 0,
    product: null,
    online: true,
    updatedAt: 0,
    ...values,
  };
}
const ids = (lines: readonly ConversationView[]): string => lines.map(({ id }) => id).join('');

describe('the inbox', () => {
  it('[PAGE-30] shows unread first, who waits longest on top, and below them the newest first', () => {
    const lines = [
      line('a', { readSeq: 1, updatedAt: 10 }),
      line('b', { updatedAt: 30 }),
      line('c', { readSeq: 1, updatedAt: 20 }),
      line('d', { updatedAt: 5 }),
    ];
    expect(ids(inboxOrder(lines))).toBe('dbca');
  });

  it('[PAGE-30] keeps the line one looks at in its place when it becomes read', () => {
    const lines = [
      line('a', { updatedAt: 1 }),
      line('b', { updatedAt: 2 }),
      line('c', { readSeq: 1, updatedAt: 9 }),
    ];
    const read = withConversation(lines, line('a', { updatedAt: 1, readSeq: 1 }));
    expect(ids(inboxOrder(read))).toBe('bca');
    expect(ids(inboxOrder(read, { id: 'a', wasUnread: true }))).toBe('abc');
  });

  it('[PAGE-30] loses nothing, whatever the order', () => {
    const any = fc.record({
      readSeq: fc.integer({ min: 0, max: 5 }),
      lastSeq: fc.integer({ min: 0, max: 5 }),
      updatedAt: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(any), (values) => {
        const lines = values.map((value, index) => line(`${index}`, value));
        const ordered = inboxOrder(lines);
        expect(ordered.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual(lines);
        const firstRead = ordered.findIndex((one) => unreadCount(one) === 0);
        if (firstRead >= 0)
          expect(ordered.slice(firstRead).every((one) => unreadCount(one) === 0)).toBe(true);
      }),
    );
  });

  it('[PAGE-30] news that overtake each other never take back what was said or read', () => {
    const news = fc.array(
      fc.record({ lastSeq: fc.integer({ min: 1, max: 9 }), readSeq: fc.integer({ min: 0, max: 9 }) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(news, (all) => {
        const [told] = all
          .map((one) => line('a', { ...one, updatedAt: one.lastSeq }))
          .reduce(withConversation, [] as ConversationView[]);
        expect(told!.lastSeq).toBe(Math.max(...all.map(({ lastSeq }) => lastSeq)));
        expect(told!.lastMessage?.seq).toBe(told!.lastSeq);
        expect(told!.readSeq).toBe(Math.max(...all.map(({ readSeq }) => readSeq)));
      }),
    );
  });

  it('[PAGE-30] a message changes its line; one of an unknown conversation asks for the list', () => {
    const lines = [line('c', { lastSeq: 2, readSeq: 2 })];
    const [changed] = withMessage(lines, message(3, 50, { kind: 'buyer', person: buyer }))!;
    expect([changed!.lastSeq, unreadCount(changed!), changed!.updatedAt]).toEqual([3, 1, 50]);
    expect(withMessage([line('other')], message(1, 1, { kind: 'system' }))).toBeNull();
  });

  it('[PAGE-30] counts a wait from what the buyer said last, or from their missed call', () => {
    const member = { kind: 'member', person: { id: 'm', name: 'Lan' } } as const;
    expect(waitingSince(line('a', { updatedAt: 7 }))).toBe(7);
    expect(waitingSince(line('a', { lastMessage: message(1, 7, member) }))).toBeNull();
    expect(unreadCount(line('a', { lastMessage: message(1, 7, member) }))).toBe(0);
    const missed: MessageView = {
      ...message(2, 8, { kind: 'system' }),
      body: { kind: 'call', callId: 'x', callKind: 'video', duration: 0, outcome: 'unanswered' },
    };
    expect(waitingSince(line('a', { lastMessage: missed }))).toBe(8);
    expect(unreadCount(line('a', { lastMessage: missed }))).toBe(1);
    const answered: MessageView = {
      ...missed,
      body: { ...missed.body, duration: 9000 } as MessageView['body'],
    };
    expect(unreadCount(line('a', { lastMessage: answered }))).toBe(0);
    expect(waitWords(59_000)).toBeNull();
    expect(waitWords(3 * MINUTE)).toEqual({ unit: 'minutes', count: 3 });
    expect(waitWords(119 * MINUTE)).toEqual({ unit: 'hours', count: 1 });
    expect(waitWords(50 * 60 * MINUTE)).toEqual({ unit: 'days', count: 2 });
  });
});
