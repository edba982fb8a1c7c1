import { expect, it } from 'vitest';
import { type CutSource, planClip } from './clip-plan.ts';

const camera: CutSource = {
  segmentId: 'camera',
  file: 'camera.webm',
  side: 'agent',
  source: 'camera',
  startMs: 1000,
  durationMs: 30_000,
  keys: [0, 4000, 12_000],
};
const voice: CutSource = { ...camera, segmentId: 'voice', source: 'microphone', startMs: 500, keys: [] };
const other: CutSource = { ...camera, segmentId: 'other', side: 'buyer', keys: [0, 7000] };

it('[REV-37] a clip begins where all its pictures can begin, its sound with it, and ends where it was asked to', () => {
  const plan = planClip([camera, voice, other], 9000, 15_000);
  // Key frames at 5000 and 8000 of the recording are the last ones before 9000.
  expect(plan.fromMs).toBe(5000);
  expect(plan.untilMs).toBe(15_000);
  expect(
    plan.parts.map(({ segmentId, at, startMs, durationMs }) => [segmentId, at, startMs, durationMs]),
  ).toEqual([
    ['camera', 4000, 5000, 10_000],
    ['other', 7000, 8000, 7000],
    ['voice', 4500, 5000, 10_000],
  ]);
});

it('[REV-37] a picture that begins within the span begins there; what lies outside is left out', () => {
  const late = { ...camera, startMs: 10_000, keys: [0] };
  const before = { ...camera, durationMs: 5000 };
  const plan = planClip([late, before, voice], 9000, 15_000);
  expect(plan.fromMs).toBe(9000);
  expect(plan.parts.map(({ segmentId, startMs }) => [segmentId, startMs])).toEqual([
    ['camera', 10_000],
    ['voice', 9000],
  ]);
  expect(planClip([before], 9000, 15_000).parts).toEqual([]);
});
