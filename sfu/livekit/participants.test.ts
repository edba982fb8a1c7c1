import {
  ParticipantInfo,
  ParticipantInfo_State,
  TrackInfo,
  TrackSource,
  TrackType,
} from 'livekit-server-sdk';
import { describe, expect, it } from 'vitest';
import { factsBetween, snapshotOf } from './participants.ts';

const camera = (sid: string, muted = false) =>
  new TrackInfo({ sid, source: TrackSource.CAMERA, type: TrackType.VIDEO, mimeType: 'video/vp8', muted });

function agent(sid: string, state: ParticipantInfo_State, tracks: TrackInfo[] = []) {
  return snapshotOf([new ParticipantInfo({ identity: 'agent', sid, state, tracks })]);
}
const { JOINED, ACTIVE } = ParticipantInfo_State;
const nobody = snapshotOf([]);

describe('[ENGINE-4] what happened between two looks at the list', () => {
  it('is told once, from coming in to going', () => {
    const coming = agent('PA_1', JOINED);
    const on = agent('PA_1', ACTIVE, [camera('TR_1')]);
    const off = agent('PA_1', ACTIVE, [camera('TR_1', true)]);
    const track = {
      trackId: 'TR_1',
      peerId: 'agent',
      source: 'camera',
      kind: 'video',
      mimeType: 'video/VP8',
    };
    expect(factsBetween(nobody, coming)).toEqual([]);
    expect(factsBetween(coming, on)).toEqual([
      { type: 'peerConnected', peerId: 'agent' },
      { type: 'trackPublished', track: { ...track, muted: false } },
    ]);
    expect(factsBetween(on, on)).toEqual([]);
    expect(factsBetween(on, off)).toEqual([
      { type: 'trackMuted', trackId: 'TR_1', peerId: 'agent', muted: true },
    ]);
    expect(factsBetween(off, nobody)).toEqual([
      { type: 'trackEnded', trackId: 'TR_1', peerId: 'agent' },
      { type: 'peerDisconnected', peerId: 'agent' },
    ]);
  });

  it('names the end of a page and the beginning of the next, even where the list never was without them', () => {
    const before = agent('PA_1', ACTIVE, [camera('TR_1')]);
    const after = agent('PA_2', ACTIVE, [camera('TR_2')]);
    expect(factsBetween(before, after).map(({ type }) => type)).toEqual([
      'trackEnded',
      'peerDisconnected',
      'peerConnected',
      'trackPublished',
    ]);
  });

  it('leaves out tracks of sources that are none of ours', () => {
    const other = new TrackInfo({ sid: 'TR_9', source: TrackSource.UNKNOWN, type: TrackType.VIDEO });
    expect(factsBetween(nobody, agent('PA_1', JOINED, [other]))).toEqual([]);
  });
});
