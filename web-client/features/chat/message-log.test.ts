import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageView } from '#protocol';
import { completeUntil, hasEarlier, hasGap, withMessages, type MessageLog } from './message-log.ts';

function message(seq: number): MessageView {
  return {
    id: `message-${seq}`,
    conversationId: 'c',
    seq,
    author: { kind: 'system' },
    body: { kind: 'text', text: `${seq}` },
    sentAt: seq,
  };
}
const seqs = (log: MessageLog): number[] => log.map(({ seq }) => seq);

/** Pages and facts as they may arrive: in any order, overlapping, repeated. */
const deliveries = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }), { maxLength: 20 });

describe('the log of a conversation', () => {
  it('[PAGE-20] holds each message once, however often and in whatever order it is told', () => {
    fc.assert(
      fc.property(deliveries, (pages) => {
        const log = pages.reduce<MessageLog>((known, page) => withMessages(known, page.map(message)), []);
        expect(seqs(log)).toEqual([...new Set(pages.flat())].toSorted((a, b) => a - b));
      }),
    );
  });

  it('[PAGE-21] knows the last message before a gap, and that fetching from there closes it', () => {
    fc.assert(
      fc.property(deliveries, (pages) => {
        let log = pages.reduce<MessageLog>((known, page) => withMessages(known, page.map(message)), []);
        const [first, last] = [log[0]?.seq ?? 0, log.at(-1)?.seq ?? 0];
        for (let rounds = 0; hasGap(log) && rounds < 100; rounds++) {
          const after = completeUntil(log);
          expect(seqs(log)).not.toContain(after + 1);
          log = withMessages(log, [after + 1, after + 2].filter((seq) => seq <= last).map(message));
        }
        const whole =
          first === 0 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
        expect(seqs(log)).toEqual(whole);
        expect(completeUntil(log)).toBe(last);
      }),
    );
  });

  it('[PAGE-21] knows whether there is more above', () => {
    expect(hasEarlier([])).toBe(false);
    expect(hasEarlier([message(1)])).toBe(false);
    expect(hasEarlier([message(2)])).toBe(true);
  });

  it('stays the same object when nothing is new, so that nothing is drawn again', () => {
    const log = withMessages([], [message(1)]);
    expect(withMessages(log, [message(1)])).toBe(log);
  });
});
