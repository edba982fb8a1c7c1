import { expect, it } from 'vitest';
import { levelFromExtension, levelFromSize, SpeechLevels } from './speech-levels.ts';
import { Timeline } from './timeline.ts';

const START = 1_700_000_000_000;

function newTimeline() {
  let restarts = 0;
  const timeline = new Timeline(90_000, () => (restarts += 1));
  return { timeline, restarts: () => restarts };
}

it('[REC-5] places packets by their timestamps, however late they come', () => {
  const { timeline, restarts } = newTimeline();
  const late = [70, 0, 900, 30, 4, 250];
  const places = late.map((delay, index) =>
    timeline.place((2 ** 32 - 180_000 + index * 90_000) % 2 ** 32, START + index * 1000 + delay),
  );
  const first = places[0] ?? 0;
  expect(places.map((place) => Math.round(place - first))).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  // The packet that came soonest tells best when timestamp 0 was.
  expect(timeline.wallAt(first)).toBeCloseTo(START, 3);
  expect(restarts()).toBe(0);
});

it("[REC-5] believes a sender's report that says it nearer, and none of another clock", () => {
  const { timeline } = newTimeline();
  const first = timeline.place(0, START + 60);
  timeline.place(90_000, START + 1050);
  timeline.reported(90_000, START + 1020);
  expect(timeline.wallAt(first)).toBeCloseTo(START + 20, 3);
  timeline.reported(90_000, START - 3_600_000);
  timeline.reported(90_000, START + 3_600_000);
  expect(timeline.wallAt(first)).toBeCloseTo(START + 20, 3);
});

it('[REC-5] goes on in step when the sender begins its clock anew', () => {
  const { timeline, restarts } = newTimeline();
  const first = timeline.place(1_000_000, START);
  timeline.place(1_090_000, START + 1000);
  const jumped = timeline.place(3_500_000_000, START + 2000);
  expect(jumped - first).toBeCloseTo(2000, 3);
  expect(timeline.place(3_500_090_000, START + 3000) - first).toBeCloseTo(3000, 3);
  const back = timeline.place(1_000_000, START + 4000);
  expect(back - first).toBeCloseTo(4000, 3);
  expect(restarts()).toBe(2);
});

it('[REC-5] takes a long hold for what it is', () => {
  const { timeline, restarts } = newTimeline();
  const first = timeline.place(0, START);
  expect(timeline.place(90_000 * 600, START + 600_000) - first).toBeCloseTo(600_000, 3);
  expect(restarts()).toBe(0);
});

it.each([200, -200])(
  '[REC-17] keeps with the wall clock over an hour when the sender’s clock is wrong by %d ppm',
  (ppm) => {
    const { timeline, restarts } = newTimeline();
    const first = timeline.place(0, START);
    let worst = 0;
    for (let sent = 20; sent <= 3_600_000; sent += 20) {
      const timestamp = Math.round(sent * 90 * (1 + ppm / 1e6)) % 2 ** 32;
      // Up to 80 ms late, in a pattern that hardly ever says 0.
      const late = ((sent / 20) * 7919) % 80;
      const place = timeline.place(timestamp, START + sent + late) - first;
      worst = Math.max(worst, Math.abs(place - sent));
    }
    expect(worst).toBeLessThan(25);
    expect(Math.abs(timeline.wallAt(first) - START)).toBeLessThan(10);
    expect(restarts()).toBe(0);
  },
);

it('[REC-13] tells the loudest of each 100 ms, a second at a time, and leaves out what was not sent', () => {
  const levels = new SpeechLevels();
  const told = [];
  for (let time = 0; time < 1020; time += 20) told.push(levels.add(time, time === 140 ? 90 : 40));
  expect(told.filter(Boolean)).toEqual([{ from: 0, levels: [40, 90, 40, 40, 40, 40, 40, 40, 40, 40] }]);
  levels.add(1310, 7);
  expect(levels.add(9000, 50)).toEqual({ from: 1000, levels: [40, 0, 0, 7] });
  expect(levels.take()).toEqual({ from: 9000, levels: [50] });
  expect(levels.take()).toBeUndefined();
});

it('[REC-13] reads loudness from the header extension, and guesses it from sizes where there is none', () => {
  expect(levelFromExtension(0x80 | 127)).toBe(0);
  expect(levelFromExtension(20)).toBe(107);
  expect(levelFromSize(1, 20)).toBe(0);
  expect(levelFromSize(120, 20)).toBeGreaterThan(levelFromSize(40, 20));
  expect(levelFromSize(1500, 2.5)).toBe(127);
});
