import { describe, expect, it } from 'vitest';
import type { RecordingView } from '#protocol';
import { differingParameters } from '../../i18n/messages.ts';
import en from './messages.en.ts';
import zh from './messages.zh.ts';
import { allowedKinds, isAsked } from './who-is-recorded.ts';

const view: RecordingView = {
  id: 'recording',
  callId: 'call',
  revision: 1,
  status: 'asking',
  startedAt: 0,
  reason: null,
  trouble: null,
  people: [
    { person: { id: 'lan', name: 'Lan' }, side: 'agent', consent: null },
    {
      person: { id: 'visitor', name: 'Visitor' },
      side: 'buyer',
      consent: { voice: false, picture: false, screen: false },
    },
  ],
};

describe('who is recorded', () => {
  it('[REVP-1] asks who has not answered, and nobody who has or is not in the call', () => {
    expect(['lan', 'visitor', 'stranger'].map((id) => isAsked(view, id))).toEqual([true, false, false]);
  });

  it('[REVP-2] names what somebody allowed always in the same order, and nothing without an answer', () => {
    expect(allowedKinds({ screen: true, picture: false, voice: true })).toEqual(['voice', 'screen']);
    expect(allowedKinds(null)).toEqual([]);
  });

  it('[LANG-1] both languages say the same with the same parameters', () => {
    expect(differingParameters(en, zh)).toEqual([]);
  });
});
