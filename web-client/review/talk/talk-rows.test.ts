import { describe, expect, it } from 'vitest';
import type { MessageView, RecordingComment, TimelineEvent } from '#protocol';
import { filtered, mentionedIn, rowAt, talkRows, type TalkSources } from './talk-rows.ts';

const lan = { id: 'lan', name: 'Lan' };
const comment = (id: string, at: number, replyTo: string | null = null): RecordingComment => ({
  id,
  at,
  author: lan,
  text: id,
  mentions: [],
  replyTo,
  createdAt: 0,
  mine: true,
});
const message = (id: string, body: MessageView['body']): TimelineEvent => ({
  type: 'message',
  at: 2000,
  message: { id, conversationId: 'c', seq: 1, author: { kind: 'system' }, body, sentAt: 0 },
});
const marker = (id: string, at: number, kind: 'moment' | 'chapter') => ({
  id,
  at,
  kind,
  label: '',
  author: null,
  mine: false,
});
const recording: TalkSources = {
  events: [
    { type: 'call', at: 0, what: 'connected', side: null },
    { type: 'call', at: 500, what: 'upgraded', side: null },
    { type: 'chapter', at: 500, until: 8500, marker: marker('bag', 500, 'chapter') },
    message('hello', { kind: 'text', text: 'Hello' }),
    message('rated', { kind: 'rating', callId: 'c', stars: 5, words: '' }),
    { type: 'silence', at: 3000, until: 9000 },
    { type: 'marker', at: 8000, marker: marker('lining', 8000, 'moment') },
    { type: 'chapter', at: 8500, until: null, marker: marker('zip', 8500, 'chapter') },
    { type: 'paused', at: 9000, until: null },
  ],
  comments: [comment('nice', 5000), comment('early', 1000), comment('answer', 5000, 'nice')],
};

describe('the talk beside the picture', () => {
  it('[REVP-8] puts chat, comments, markers and what happened into the order of time, replies with their comment', () => {
    const rows = talkRows(recording);
    expect(rows.map(({ key }) => key)).toEqual([
      'bag',
      'call-1',
      'early',
      'hello',
      'nice',
      'lining',
      'zip',
      'paused-8',
    ]);
    expect(rows[4]).toMatchObject({ replies: [{ id: 'answer' }] });
    expect(filtered(rows, 'chat').map(({ key }) => key)).toEqual(['hello']);
    expect(filtered(rows, 'comments').map(({ key }) => key)).toEqual(['early', 'nice']);
    expect(filtered(rows, 'markers').map(({ key }) => key)).toEqual(['bag', 'lining', 'zip']);
  });

  it('[REVP-8] finds the row of a moment', () => {
    const rows = talkRows(recording);
    expect([0, 499, 1000, 4999, 8000, 60_000].map((at) => rowAt(rows, at))).toEqual([-1, -1, 2, 3, 5, 7]);
    expect(rowAt([], 5)).toBe(-1);
  });

  it('[REVP-8] knows who is mentioned, the longer of two names first', () => {
    const members = [lan, { id: 'lanlan', name: 'Lan Lan' }, { id: 'wei', name: '伟' }];
    expect(mentionedIn('@Lan Lan look, and @伟', members).toSorted()).toEqual(['lanlan', 'wei']);
    expect(mentionedIn('Lan alone', members)).toEqual([]);
  });
});
