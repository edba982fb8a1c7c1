import { expect, it } from 'vitest';
import type { TimelineEvent } from '#protocol';
import { stretchesIn } from './stretches.ts';

const network = (id: string, at: number, score: number): TimelineEvent => ({
  type: 'network',
  at,
  score,
  side: 'buyer',
  person: { id, name: id },
});

it('[REVP-6] what lasted is a stretch: silence, hold, pause and gap, a weak network of each until it is back', () => {
  const events: TimelineEvent[] = [
    { type: 'silence', at: 1000, until: 7000 },
    network('a', 2000, 3),
    network('a', 2500, 1),
    network('b', 3000, 4),
    { type: 'hold', at: 4000, until: 6000, side: 'agent' },
    network('a', 5000, 9),
    { type: 'paused', at: 8000, until: null },
    { type: 'gap', at: 8500, until: 8700, trackId: null, reason: 'disk_full' },
    network('c', 9000, 8),
  ];
  expect(stretchesIn(events, 10_000)).toEqual([
    { kind: 'silent', from: 1000, until: 7000 },
    { kind: 'held', from: 4000, until: 6000 },
    { kind: 'weak', from: 2000, until: 5000 },
    { kind: 'unwritten', from: 8000, until: 10_000 },
    { kind: 'unwritten', from: 8500, until: 8700 },
    { kind: 'weak', from: 3000, until: 10_000 },
  ]);
});
