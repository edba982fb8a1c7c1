import { describe, expect, it } from 'vitest';
import { following, nextLoop, PlayerClock } from './clock.ts';

describe('the clock of the player', () => {
  it('[REVP-5] runs at the chosen speed, stands while held, and changes speed without a step', () => {
    let now = 1000;
    const clock = new PlayerClock(() => now);
    clock.goTo(5000);
    now += 700;
    expect(clock.at).toBe(5000);
    clock.run(true);
    now += 1000;
    expect(clock.at).toBe(6000);
    clock.setSpeed(3);
    expect(clock.at).toBe(6000);
    now += 1000;
    expect(clock.at).toBe(9000);
    clock.run(false);
    now += 1000;
    expect(clock.at).toBe(9000);
  });

  it('[REVP-7] goes back to the beginning of a loop, and stands at the end without one', () => {
    expect(following(4999, 10_000, { from: 2000, until: 5000 })).toEqual({ at: 4999, ended: false });
    expect(following(5010, 10_000, { from: 2000, until: 5000 })).toEqual({ at: 2000, ended: false });
    expect(following(10_020, 10_000, { from: 2000, until: null })).toEqual({ at: 10_000, ended: true });
  });

  it('[REVP-7] chooses a loop by from, until, off', () => {
    const from = nextLoop(null, 2000);
    expect(from).toEqual({ from: 2000, until: null });
    expect(nextLoop(from, 5000)).toEqual({ from: 2000, until: 5000 });
    expect(nextLoop(from, 1000)).toEqual({ from: 1000, until: null });
    expect(nextLoop({ from: 2000, until: 5000 }, 8000)).toBeNull();
  });
});
