import { beforeAll, expect, it } from 'vitest';
import type { MessageBody } from '#protocol';
import { callLine } from './call-words.ts';
import { chatWordsReady } from './chat-words.ts';

type CallBody = Extract<MessageBody, { kind: 'call' }>;

beforeAll(() => chatWordsReady);

const LINES: readonly [CallBody['outcome'], number, string, string][] = [
  ['unanswered', 0, 'Nobody answered', 'Missed call'],
  ['cancelled', 0, 'Call cancelled', 'Missed call'],
  ['media_failed', 0, 'Call without connection', 'Call without connection'],
  ['agent_hung_up', 61_000, 'Video call · 01:01', 'Video call · 01:01'],
  ['media_failed', 61_000, 'Video call · 01:01 · connection lost', 'Video call · 01:01 · connection lost'],
];

it.each(LINES)('[PAGE-63] a call that ended as %s after %i ms', (outcome, duration, forBuyer, forMember) => {
  const body: CallBody = { kind: 'call', callId: 'c', callKind: 'video', outcome, duration };
  expect([callLine(body, 'buyer'), callLine(body, 'member')]).toEqual([forBuyer, forMember]);
});
