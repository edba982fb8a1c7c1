import { expect, it } from 'vitest';
import type { SharedRecording, TimelineEvent } from '#protocol';
import { clipView } from './clip-view.ts';

const marker = (at: number, kind: 'moment' | 'chapter') => ({
  id: `${at}`,
  at,
  kind,
  label: '',
  author: null,
  mine: false,
});
const chapter = (at: number, until: number): TimelineEvent => ({
  type: 'chapter',
  at,
  until,
  marker: marker(at, 'chapter'),
});

const recording: SharedRecording = {
  summary: {
    id: 'r',
    callId: 'c',
    buyer: { id: 'b', name: 'Visitor' },
    agent: null,
    product: null,
    kind: 'video',
    startedAt: 1_000_000,
    durationMs: 20_000,
    status: 'ended',
    outcome: null,
    poster: '/media/recordings/r/poster',
    waveform: 'AAAA',
    markers: [marker(7000, 'moment'), marker(15_000, 'moment')],
    comments: 0,
    legalHold: false,
    example: false,
    rating: null,
    expiresAt: null,
  },
  tracks: [],
  events: [
    chapter(0, 6000),
    chapter(4000, 9000),
    { type: 'marker', at: 7000, marker: marker(7000, 'moment') },
    { type: 'paused', at: 8000, until: null },
    chapter(12_000, 20_000),
  ],
  captions: [],
};

it('[REV-37] a clip has what happened in its time, on its own clock, and no stretch that only touches it', () => {
  const { summary, events } = clipView(recording, { fromMs: 6000, untilMs: 12_000, parts: [] }, () => '');
  expect(events).toMatchObject([
    { type: 'chapter', at: 0, until: 3000, marker: { at: 0 } },
    { type: 'marker', at: 1000, marker: { at: 1000 } },
    { type: 'paused', at: 2000, until: 6000 },
  ]);
  expect(summary).toMatchObject({ durationMs: 6000, startedAt: 1_006_000, markers: [{ at: 1000 }] });
});

it('[REV-39] a clip has no picture of anywhere else in its recording', () => {
  const { summary } = clipView(recording, { fromMs: 6000, untilMs: 12_000, parts: [] }, () => '');
  expect([summary.poster, summary.waveform]).toEqual([null, '']);
});
