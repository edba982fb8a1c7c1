import { describe, expect, it } from 'vitest';
import { type TimelineSources, timelineOf } from './timeline.ts';

const START = 1_000_000;
const [BUYER, AGENT] = [
  { id: 'b', name: 'Visitor 1' },
  { id: 'a', name: 'Lan' },
];

const NOTHING: TimelineSources = {
  row: { started_at: START, ended_at: START + 60_000 },
  people: {
    all: [BUYER, AGENT],
    person: (id) => (id === BUYER.id ? BUYER : AGENT),
    side: (id) => (id === BUYER.id ? 'buyer' : 'agent'),
  },
  consents: [],
  events: [],
  callEvents: [],
  segmentStarts: new Map(),
  messages: [],
  silences: [],
  markers: [],
};

const event = (at: number, type: string, data: object = {}) => ({
  id: `${at}`,
  recording_id: 'r',
  at: START + at,
  type,
  data: JSON.stringify(data),
});

const step = (at: number, type: string, data = '{}') => ({
  id: type,
  call_id: 'c',
  at: START + at,
  type,
  data,
});

describe('the timeline', () => {
  it("[REV-4] stands on the recording's clock, in order; what came before its start stands at 0", () => {
    const events = timelineOf({
      ...NOTHING,
      callEvents: [
        step(-3000, 'offered'),
        step(-2000, 'answered'),
        step(9000, 'left', '{"side":"buyer"}'),
        step(60_000, 'ended'),
      ],
      silences: [[20_000, 30_000]],
      markers: [{ id: 'm', at: 5000, kind: 'moment', label: 'lining', author: AGENT, mine: false }],
    });
    expect(events).toMatchObject([
      { type: 'call', at: 0, what: 'answered', side: null },
      { type: 'marker', at: 5000 },
      { type: 'call', at: 9000, what: 'left', side: 'buyer' },
      { type: 'silence', at: 20_000, until: 30_000 },
      { type: 'call', at: 60_000, what: 'ended' },
    ]);
  });

  it('[REV-4] says of each pause and each gap until when it lasted, as far as it is over', () => {
    const events = timelineOf({
      ...NOTHING,
      events: [
        event(1000, 'paused'),
        event(4000, 'resumed'),
        event(10_000, 'gap', { personId: 'b', source: 'camera', reason: 'recorder_died' }),
        event(20_000, 'gap', { personId: 'a', source: 'camera', reason: 'disk_full' }),
        event(30_000, 'paused'),
      ],
      segmentStarts: new Map([
        ['b:camera', [500, 12_500, 40_000]],
        ['a:camera', [600]],
      ]),
    });
    expect(events).toEqual([
      { type: 'paused', at: 1000, until: 4000 },
      { type: 'gap', at: 10_000, until: 12_500, trackId: 'b:camera', reason: 'recorder_died' },
      { type: 'gap', at: 20_000, until: null, trackId: 'a:camera', reason: 'disk_full' },
      { type: 'paused', at: 30_000, until: null },
    ]);
  });

  it('[REV-4] says of each hold how long it lasted', () => {
    const callEvents = [
      step(1000, 'held', '{"side":"agent"}'),
      step(3000, 'taken_up'),
      step(5000, 'held', '{"side":"buyer"}'),
    ];
    expect(timelineOf({ ...NOTHING, callEvents })).toEqual([
      { type: 'hold', at: 1000, until: 3000, side: 'agent' },
      { type: 'hold', at: 5000, until: null, side: 'buyer' },
    ]);
  });

  it('[REV-60] a marker may begin a chapter, which lasts until the next one or the end', () => {
    const marker = (at: number, kind: 'moment' | 'chapter') => ({
      id: `${at}`,
      at,
      kind,
      label: '',
      author: AGENT,
      mine: false,
    });
    const markers = [marker(40_000, 'chapter'), marker(5000, 'chapter'), marker(20_000, 'moment')];
    expect(timelineOf({ ...NOTHING, markers })).toMatchObject([
      { type: 'chapter', at: 5000, until: 40_000, marker: { id: '5000' } },
      { type: 'marker', at: 20_000 },
      { type: 'chapter', at: 40_000, until: 60_000 },
    ]);
    const goingOn = { ...NOTHING, row: { started_at: START, ended_at: null }, markers };
    expect(timelineOf(goingOn).at(-1)).toMatchObject({ type: 'chapter', until: null });
  });

  it('[REV-4] names whose network was poor, and which track was turned off', () => {
    const events = timelineOf({
      ...NOTHING,
      events: [
        event(100, 'network', { personId: 'b', score: 2 }),
        event(200, 'muted', { personId: 'a', source: 'microphone', muted: true }),
      ],
    });
    expect(events).toEqual([
      { type: 'network', at: 100, person: BUYER, side: 'buyer', score: 2 },
      { type: 'muted', at: 200, trackId: 'a:microphone', muted: true },
    ]);
  });
});
