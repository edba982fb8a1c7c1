import { expect, it } from 'vitest';
import type { ConsentRow } from '../db/schema-recordings.ts';
import { allowedUntil } from './allowed-until.ts';

const camera = { opened_at: 1000, person_id: 'buyer', source: 'camera' } as const;
const goesOn = { ended_at: null };

function answer(at: number, picture: boolean, person_id = 'buyer'): ConsentRow {
  const by = {
    id: `${at}`,
    recording_id: 'one',
    side: 'buyer',
    person_id,
    language: 'en',
    wording: '',
  } as const;
  return { ...by, at, voice: 0, screen: 0, picture: Number(picture) };
}

it('[EGRESS-4] a segment is allowed until its person took that back, it was paused, or the recording ended', () => {
  const given = answer(900, true);
  expect(allowedUntil(camera, goesOn, [given], [])).toBeUndefined();
  expect(allowedUntil(camera, goesOn, [given, answer(3000, false), answer(4000, true)], [])).toBe(3000);
  expect(allowedUntil(camera, goesOn, [given, answer(2000, false, 'agent')], [])).toBeUndefined();
  expect(allowedUntil(camera, goesOn, [answer(500, false), given], [])).toBeUndefined();
  const events = [
    { at: 400, type: 'paused' },
    { at: 2500, type: 'paused' },
    { at: 2600, type: 'resumed' },
  ];
  expect(allowedUntil(camera, { ended_at: 5000 }, [given, answer(3000, false)], events)).toBe(2500);
  expect(allowedUntil(camera, { ended_at: 5000 }, [given], [])).toBe(5000);
  // Of the voice nothing was ever allowed.
  expect(allowedUntil({ ...camera, source: 'microphone' }, goesOn, [given, answer(2000, true)], [])).toBe(
    2000,
  );
});
