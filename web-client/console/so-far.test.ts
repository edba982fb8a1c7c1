import { describe, expect, it } from 'vitest';
import type { MessageBody } from '#protocol';
import type { ChatEntry } from '../features/chat/chat-entry.ts';
import { soFar } from './so-far.ts';

function stored(at: number, body: MessageBody): ChatEntry {
  return { key: `${at}`, at, author: { kind: 'system' }, mine: false, state: 'stored', body, local: null };
}

describe('what was so far', () => {
  it('counts messages, and lists calls and pictures newest first', () => {
    const call: MessageBody = {
      kind: 'call',
      callId: 'c',
      callKind: 'video',
      duration: 0,
      outcome: 'unanswered',
    };
    const picture = { id: 'p', width: 1, height: 1, full: '/f', preview: '/p' };
    const summary = soFar([
      stored(1, { kind: 'text', text: 'hello' }),
      stored(2, call),
      stored(3, { kind: 'picture', origin: 'upload', picture }),
      stored(4, { ...call, callId: 'd' }),
    ]);
    expect(summary.messages).toBe(2);
    expect(summary.firstAt).toBe(1);
    expect(summary.calls.map(({ body }) => body.callId)).toEqual(['d', 'c']);
    expect(summary.pictures.map((one) => one.picture.id)).toEqual(['p']);
    expect(soFar([]).firstAt).toBeNull();
  });
});
