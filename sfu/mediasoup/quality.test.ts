import { describe, expect, it } from 'vitest';
import { receiveScore, sendScore } from './quality.ts';

const score = (...values: number[]) =>
  values.map((value, encodingIdx) => ({ encodingIdx, ssrc: encodingIdx + 1, score: value }));

describe('quality', () => {
  it('[MEDIA-3] of sending is the worst track, a simulcast track counted by its best size', () => {
    expect(sendScore([{ muted: false, scores: score(9, 0, 0) }])).toBe(9);
    expect(
      sendScore([
        { muted: false, scores: score(9) },
        { muted: false, scores: score(4, 6) },
      ]),
    ).toBe(6);
  });

  it('[MEDIA-3] does not count what is turned off', () => {
    expect(sendScore([{ muted: true, scores: score(0) }])).toBeUndefined();
    expect(
      receiveScore([
        { flowing: false, score: 0 },
        { flowing: true, score: 7 },
      ]),
    ).toBe(7);
    expect(receiveScore([])).toBeUndefined();
  });
});
