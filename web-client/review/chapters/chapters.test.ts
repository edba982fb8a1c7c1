import { expect, it } from 'vitest';
import type { TimelineEvent } from '#protocol';
import { chapterAt, chapterBeside, chaptersIn } from './chapters.ts';

const chapter = (at: number, until: number | null): TimelineEvent => ({
  type: 'chapter',
  at,
  until,
  marker: { id: `${at}`, at, kind: 'chapter', label: '', author: null, mine: false },
});
const events = [
  chapter(2000, 9000),
  { type: 'silence', at: 3000, until: 9000 } as const,
  chapter(9000, null),
];
const chapters = chaptersIn(events, 20_000);

it('[REVP-57] chapters are found by their moment; the last one goes on with the recording', () => {
  expect(chapters.map(({ from, until }) => [from, until])).toEqual([
    [2000, 9000],
    [9000, 20_000],
  ]);
  expect([0, 2000, 8999, 9000, 20_000].map((at) => chapterAt(chapters, at)?.from)).toEqual([
    undefined,
    2000,
    2000,
    9000,
    undefined,
  ]);
});

it('[REVP-57] a step back leads to the beginning of the chapter, and from there to the one before', () => {
  expect([0, 2000, 8999, 9000].map((at) => chapterBeside(chapters, at, 1))).toEqual([
    2000,
    9000,
    9000,
    undefined,
  ]);
  expect([1000, 2000, 2500, 9500, 12_000].map((at) => chapterBeside(chapters, at, -1))).toEqual([
    undefined,
    undefined,
    2000,
    2000,
    9000,
  ]);
});
