import { describe, expect, it } from 'vitest';
import type { RecordedSegment } from '#protocol';
import { columnsOf, heightOf, levelsOf, NOTHING } from './waveform.ts';

const segment = (startMs: number, levels: number[]): RecordedSegment => ({
  segmentId: `${startMs}`,
  url: '',
  mimeType: 'audio/webm',
  startMs,
  durationMs: levels.length * 100,
  live: false,
  levels: btoa(String.fromCodePoint(...levels)),
});

describe('a waveform', () => {
  it('[REVP-6] is read back from the wire as it was', () => {
    expect([...levelsOf(btoa(String.fromCodePoint(0, 127, 255)))]).toEqual([0, 127, 255]);
    expect(levelsOf('')).toHaveLength(0);
  });

  it('[REVP-6] keeps the loudest of what falls into one column, and shows where nothing was recorded', () => {
    const track = { segments: [segment(0, [10, 90, 20, 30]), segment(600, [50, NOTHING, 5, 7])] };
    expect([...columnsOf(track, 1000, 5)]).toEqual([90, 30, NOTHING, 50, 7]);
  });

  it('[REVP-6] stretches over more columns than there are levels', () => {
    expect([...columnsOf({ segments: [segment(100, [64, 32])] }, 400, 8)]).toEqual([
      NOTHING,
      NOTHING,
      64,
      64,
      32,
      32,
      NOTHING,
      NOTHING,
    ]);
  });

  it('[REVP-6] draws what is louder higher, silence as a line and a gap as nothing', () => {
    const heights = [NOTHING, 0, 40, 90, 127].map(heightOf);
    expect(heights).toEqual(heights.toSorted((one, other) => one - other));
    expect([heights[0], heights.at(-1)]).toEqual([0, 1]);
    expect(heights[1]).toBeGreaterThan(0);
  });
});
