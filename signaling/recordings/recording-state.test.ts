import { expect, it } from 'vitest';
import type { ConsentRow } from '../db/schema-recordings.ts';
import { latestConsents, weakAmong } from './recording-state.ts';

const answer = (person_id: string, at: number, voice: 0 | 1): ConsentRow => ({
  id: `${at}`,
  recording_id: 'r',
  side: 'agent',
  language: 'en',
  wording: '',
  picture: 0,
  screen: 0,
  person_id,
  at,
  voice,
});

it('[CONS-14] the last answer of each counts, unless they came into the call after it', () => {
  const answers = [answer('lan', 1000, 1), answer('wei', 2000, 1), answer('wei', 3000, 0)];
  const counting = (joinings: Parameters<typeof latestConsents>[1]) =>
    [...latestConsents(answers, joinings)].map(([id, { voice }]) => [id, voice]);
  expect(counting([])).toEqual([
    ['lan', true],
    ['wei', false],
  ]);
  expect(counting([{ at: 1500, data: '{"personId":"lan"}' }])).toEqual([['wei', false]]);
});

it('[REV-4] a network is weak until it is told to be good again, also for the server that takes over', () => {
  const told = (personId: string, score: number) => ({
    type: 'network',
    data: JSON.stringify({ personId, score }),
  });
  const muted = { type: 'muted', data: '{"personId":"lan","muted":true}' };
  const events = [told('lan', 2), told('wei', 4), muted, told('lan', 5)];
  expect([...weakAmong(events)]).toEqual(['wei']);
});
