import { expect, it } from 'vitest';
import type { CallFigures } from '#protocol';
import { meanOf } from './mean-figures.ts';

const CALL: CallFigures = {
  recordingId: '',
  startedAt: 0,
  durationMs: 60_000,
  talkShare: 0.5,
  longestMs: 10_000,
  pauses: 2,
  productSeenMs: null,
  weakMs: 0,
  score: null,
  rating: 5,
};

it('[REV-33] means leave out calls without the figure, and are nothing where no call has it', () => {
  const mean = meanOf([CALL, { ...CALL, talkShare: null, pauses: 4, productSeenMs: 3000, rating: 2 }]);
  expect(mean).toMatchObject({ talkShare: 0.5, pauses: 3, productSeenMs: 3000, rating: 3.5, score: null });
  expect(meanOf([]).durationMs).toBeNull();
});
