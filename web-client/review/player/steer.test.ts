import { describe, expect, it } from 'vitest';
import { correct, JUMP_PAST_MS, PICTURE_JUMPS_PAST_MS, SETTLE_MS, type TrackState } from './steer.ts';

const playing: TrackState = {
  kind: 'audio',
  wantedMs: 10_000,
  actualMs: 10_000,
  playing: true,
  speed: 1,
  rate: 1,
  seeking: false,
  sinceJumpMs: 10_000,
  jumpTakesMs: 40,
};

describe('keeping a track with the clock', () => {
  it('[REVP-5] leaves it alone while nobody could tell', () => {
    expect(correct({ ...playing, actualMs: 10_006 })).toEqual({ jumpTo: null, playbackRate: 1 });
  });

  it('[REVP-5] plays it a little slower when it is ahead, faster when behind, at any speed', () => {
    expect(correct({ ...playing, actualMs: 10_020 }).playbackRate).toBeCloseTo(0.95);
    expect(correct({ ...playing, actualMs: 9980 }).playbackRate).toBeCloseTo(1.05);
    expect(correct({ ...playing, actualMs: 9960, speed: 2, rate: 2 }).playbackRate).toBeCloseTo(2.2);
  });

  it('[REVP-5] keeps a sound at the speed that mends it until it is right', () => {
    const mending = { ...playing, rate: 1.05 };
    expect(correct({ ...mending, actualMs: 9992 }).playbackRate).toBeCloseTo(1.05);
    expect(correct({ ...mending, actualMs: 9997 }).playbackRate).toBe(1);
    expect(correct({ ...mending, actualMs: 10_010 }).playbackRate).toBe(1);
  });

  it('[REVP-5] a sound jumps past 50 ms, by as much further as a jump takes', () => {
    expect(JUMP_PAST_MS).toBeLessThanOrEqual(50);
    expect(correct({ ...playing, actualMs: 9900 })).toEqual({ jumpTo: 10_040, playbackRate: 1 });
    expect(correct({ ...playing, actualMs: 10_100, speed: 2 }).jumpTo).toBe(10_080);
  });

  it('[REVP-5] hurries a picture instead, until it is farther off than a jump takes', () => {
    const late = { ...playing, kind: 'video' as const, actualMs: 9900 };
    expect(correct(late)).toEqual({ jumpTo: null, playbackRate: 1.5 });
    expect(correct({ ...late, actualMs: 10_100 }).playbackRate).toBe(0.5);
    expect(correct({ ...late, actualMs: 10_000 - PICTURE_JUMPS_PAST_MS - 1 }).jumpTo).toBe(10_040);
  });

  it('[REVP-5] does not jump again while it is getting going', () => {
    expect(correct({ ...playing, actualMs: 9000, seeking: true }).jumpTo).toBeNull();
    const settling = correct({ ...playing, actualMs: 9900, sinceJumpMs: SETTLE_MS / 2 });
    expect(settling.jumpTo).toBeNull();
    expect(settling.playbackRate).toBeCloseTo(1.1);
  });

  it('[REVP-5] shows exactly the wanted frame while it stands', () => {
    expect(correct({ ...playing, playing: false, actualMs: 10_020 }).jumpTo).toBe(10_000);
    expect(correct({ ...playing, playing: false, actualMs: 10_003 }).jumpTo).toBeNull();
  });

  it('[REVP-5] brings a drifting track back within a second and keeps it there', () => {
    // An element that runs 1 % fast and is corrected ten times a second.
    let actual = 40;
    let rate = 1;
    const far: number[] = [];
    for (let tick = 1; tick <= 600; tick++) {
      const { playbackRate } = correct({ ...playing, rate, wantedMs: (tick - 1) * 100, actualMs: actual });
      rate = playbackRate;
      actual += 100 * rate * 1.01;
      if (tick > 10 && Math.abs(actual - tick * 100) > 20) far.push(tick);
    }
    expect(far).toEqual([]);
  });
});
