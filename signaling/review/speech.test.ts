import { describe, expect, it } from 'vitest';
import { longestStretch, silences, speechIn, waveformOf } from './speech.ts';

/** Loudness as a drawing: `#` is speech, `.` silence, one sign per 100 ms. */
const levels = (drawing: string) => Uint8Array.from([...drawing].map((sign) => (sign === '#' ? 100 : 5)));

describe('speech', () => {
  it('[REV-15] is what is loud, breaths included and clicks left out', () => {
    const runs = [{ startMs: 1000, levels: levels('..####...####..........#.........###') }];
    expect(speechIn(runs)).toEqual([
      [1200, 2300],
      [4300, 4600],
    ]);
  });

  it('[REV-15] goes on over two files of a track', () => {
    const runs = [
      { startMs: 0, levels: levels('#####') },
      { startMs: 700, levels: levels('#####') },
    ];
    expect(speechIn(runs)).toEqual([[0, 1200]]);
  });

  it('[REV-15] leaves silences where sound was recorded, and nowhere else', () => {
    const speech = [
      [1000, 2000],
      [9000, 10_000],
    ] as const;
    expect(silences(speech, [[0, 20_000]], 5000)).toEqual([
      [2000, 9000],
      [10_000, 20_000],
    ]);
    expect(silences(speech, [[0, 10_000]], 5000)).toEqual([[2000, 9000]]);
    expect(silences(speech, [], 5000)).toEqual([]);
  });

  it('[REV-15] of one person alone is as long as nobody else speaks', () => {
    const agent = [[0, 10_000]] as const;
    const buyer = [
      [2000, 3000],
      [12_000, 13_000],
    ] as const;
    expect(longestStretch([agent, buyer])).toBe(7000);
    expect(longestStretch([])).toBe(0);
  });
});

describe('a waveform', () => {
  it('[REV-15] holds the loudest of each step, and says where nothing was recorded', () => {
    const wave = waveformOf([{ startMs: 1000, levels: levels('..#.......') }], 4000, 4);
    expect([...wave]).toEqual([255, 100, 255, 255]);
    expect(waveformOf([], 0, 200)).toHaveLength(1);
  });
});
