import { expect, it } from 'vitest';
import type { CallFigures } from '#protocol';
import { figureText, trendOf } from './trend.ts';

const call = (recordingId: string, pauses: number, score: number | null): CallFigures => ({
  recordingId,
  startedAt: 0,
  durationMs: 61_000,
  talkShare: 0.5,
  longestMs: 0,
  pauses,
  productSeenMs: null,
  weakMs: 0,
  score,
  rating: null,
});

it('[REVP-32] a line has one point for each call that has the figure, as high as it is great', () => {
  const calls = [call('a', 4, 0.5), call('b', 0, null), call('c', 2, 1)];
  expect(trendOf(calls, 'pauses').map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [0.5, 1],
    [1, 0.5],
  ]);
  expect(trendOf(calls, 'score').map(({ recordingId, y }) => [recordingId, y])).toEqual([
    ['a', 0.5],
    ['c', 0],
  ]);
  expect(trendOf(calls, 'rating')).toEqual([]);
  expect(trendOf([call('a', 3, 1)], 'pauses')[0]?.x).toBe(0.5);
});

it('[REVP-32] figures are written as what they are', () => {
  expect(figureText('talkShare', 0.42)).toBe('42%');
  expect(figureText('durationMs', 61_000)).toBe('01:01');
  expect(figureText('rating', 4.25)).toBe('4.3 ★');
  expect(figureText('pauses', 2)).toBe('2');
  expect(figureText('score', null)).toBe('–');
});
