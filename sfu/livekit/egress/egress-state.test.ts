import { EgressInfo, EgressStatus } from 'livekit-server-sdk';
import { describe, expect, it } from 'vitest';
import { nameOf, stateOf } from './egress-state.ts';

const STARTED = 1_700_000_000_000;

/** The service's word on an egress, as it comes over the wire. */
function word(status: string, more: Parameters<typeof EgressInfo.fromJson>[0] & object = {}): EgressInfo {
  return EgressInfo.fromJson({
    egress_id: 'EG_1',
    room_name: 'room',
    status,
    started_at: `${STARTED}000000`,
    track: { room_name: 'room', track_id: 'TR_1', file: { filepath: '/out/segment-1' } },
    ...more,
  });
}
const results = (location: string, size = '5') => ({
  file_results: [{ filename: location, location, size, started_at: `${STARTED + 5}000000` }],
});
const state = (info: EgressInfo) => stateOf(info, 'segment-1', '/srv/egress');

describe('what an Egress service says', () => {
  it('[EGRESS-2] names the segment by the file that was asked for', () => {
    expect(nameOf(word('EGRESS_STARTING'))).toBe('segment-1');
    expect(nameOf(word('EGRESS_ACTIVE', { track: { websocket_url: 'wss://somewhere' } }))).toBeUndefined();
    expect(nameOf(new EgressInfo({ status: EgressStatus.EGRESS_ACTIVE }))).toBeUndefined();
  });

  it('[EGRESS-3] tells how far it is, and where the file lies', () => {
    expect(state(word('EGRESS_STARTING'))).toEqual({ status: 'starting' });
    expect(state(word('EGRESS_ACTIVE'))).toEqual({ status: 'writing', startedAt: STARTED });
    expect(state(word('EGRESS_ENDING'))).toEqual({ status: 'ending' });
    expect(state(word('EGRESS_COMPLETE', results('/out/segment-1.webm')))).toEqual({
      status: 'ended',
      end: { file: { path: '/srv/egress/segment-1.webm', startedAt: STARTED + 5 }, failure: undefined },
    });
  });

  it('[EGRESS-3] leads to no file but that of the segment', () => {
    for (const place of ['/out/other.webm', '/out/segment-1.sh', '/out/segment-1.webm/../../etc/passwd']) {
      expect(state(word('EGRESS_COMPLETE', results(place)))).toMatchObject({ end: { file: undefined } });
    }
    expect(state(word('EGRESS_COMPLETE', results('/out/segment-1.ogg', '0')))).toMatchObject({
      end: { file: undefined },
    });
  });

  it('[EGRESS-5] tells why it ended', () => {
    const error = 'no space left';
    expect(state(word('EGRESS_FAILED', { error }))).toMatchObject({
      end: { file: undefined, failure: { reason: 'failed', details: error } },
    });
    expect(state(word('EGRESS_ABORTED', { details: 'stopped before it started' }))).toMatchObject({
      end: { failure: { reason: 'aborted', details: 'stopped before it started' } },
    });
    expect(state(word('EGRESS_LIMIT_REACHED', results('/out/segment-1.mp4')))).toMatchObject({
      end: { file: { path: '/srv/egress/segment-1.mp4' }, failure: { reason: 'limit_reached' } },
    });
  });
});
