import { expect, it } from 'vitest';
import type { TimelineEvent } from '#protocol';
import { chapterFile, chaptersOf } from './export-chapters.ts';

const chapter = (at: number, until: number | null, label: string): TimelineEvent => ({
  type: 'chapter',
  at,
  until,
  marker: { id: `${at}`, at, kind: 'chapter', label, author: null, mine: false },
});

it('[REV-60] chapters of an export leave no hole before the first, and end with the recording', () => {
  const events = [
    chapter(2000, 5000, 'The lining'),
    chapter(5000, null, ''),
    chapter(60_000, 60_000, 'too late'),
  ];
  expect(chaptersOf(events, 9000, 'en')).toEqual([
    { from: 0, until: 2000, title: 'Beginning' },
    { from: 2000, until: 5000, title: 'The lining' },
    { from: 5000, until: 9000, title: 'Chapter' },
  ]);
  expect(chaptersOf([chapter(0, null, '内衬')], 9000, 'zh')).toEqual([
    { from: 0, until: 9000, title: '内衬' },
  ]);
  expect(chaptersOf([], 9000, 'en')).toEqual([]);
});

it('[REV-60] a title says nothing to ffmpeg but its words', () => {
  const file = chapterFile([{ from: 0, until: 1000, title: 'a=b; #1 \\\n[CHAPTER]' }]);
  expect(file.split('\n')).toEqual([
    ';FFMETADATA1',
    '[CHAPTER]',
    'TIMEBASE=1/1000',
    'START=0',
    'END=1000',
    'title=a\\=b\\; \\#1 \\\\ [CHAPTER]',
    '',
  ]);
});
