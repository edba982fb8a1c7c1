import { describe, expect, it } from 'vitest';
import type { RecordedSegment } from '#protocol';
import { beginningOf, cluster, lengthOf, nextSegment, openingOf, segmentAt } from './timeline.ts';

const segment = (startMs: number, durationMs: number, live = false): RecordedSegment => ({
  segmentId: `from ${startMs}`,
  url: '',
  mimeType: 'video/webm',
  startMs,
  durationMs,
  live,
  levels: '',
});
const two = [segment(1000, 4000), segment(8000, 2000)];

describe('the timeline', () => {
  it('[REVP-5] knows which segment is due at a moment, how far into it, and when none is', () => {
    expect(segmentAt(two, 1000)).toMatchObject({ segment: two[0], offsetMs: 0 });
    expect(segmentAt(two, 8500)).toMatchObject({ segment: two[1], offsetMs: 500 });
    expect([0, 5000, 7999, 10_000].map((at) => segmentAt(two, at))).toEqual([null, null, null, null]);
    expect(nextSegment(two, 5000)).toBe(two[1]);
    expect(nextSegment(two, 8000)).toBeNull();
  });

  it('[REVP-5] takes the later of two segments that overlap, and does not end one that is still written', () => {
    const overlapping = [segment(0, 5000), segment(4900, 3000, true)];
    expect(segmentAt(overlapping, 4950)?.segment).toBe(overlapping[1]);
    expect(segmentAt(overlapping, 60_000)?.segment).toBe(overlapping[1]);
  });

  it('[REVP-5] is as long as its longest track, and begins with the first', () => {
    const track = {
      trackId: 'camera',
      person: { id: '1', name: 'Lan' },
      side: 'agent' as const,
      source: 'camera' as const,
      kind: 'video' as const,
      segments: two,
      speech: [],
    };
    expect(lengthOf(9000, [track])).toBe(10_000);
    expect(lengthOf(12_000, [track])).toBe(12_000);
    expect(lengthOf(0, [])).toBe(1);
    expect([beginningOf([track]), beginningOf([])]).toEqual([1000, 0]);
  });

  it('[REVP-5] is opened at the first picture where that comes with the first voice', () => {
    const track = (kind: 'audio' | 'video', startMs: number) => ({
      trackId: kind,
      person: { id: '1', name: 'Lan' },
      side: 'agent' as const,
      source: kind === 'audio' ? ('microphone' as const) : ('camera' as const),
      kind,
      segments: [segment(startMs, 60_000)],
      speech: [],
    });
    expect(openingOf([track('audio', 19_000), track('video', 19_400)])).toBe(19_400);
    expect(openingOf([track('audio', 19_000), track('video', 25_000)])).toBe(19_000);
    expect(openingOf([track('audio', 19_400), track('video', 19_000)])).toBe(19_000);
    expect(openingOf([track('audio', 19_000)])).toBe(19_000);
  });

  it('[REVP-6] makes one place of what stands too close to be pressed', () => {
    const places = cluster([{ at: 0 }, { at: 400 }, { at: 999 }, { at: 1000 }, { at: 5000 }], 1000);
    expect(places.map(({ at, items }) => [at, items.length])).toEqual([
      [0, 3],
      [1000, 1],
      [5000, 1],
    ]);
  });
});
