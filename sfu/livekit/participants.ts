import { type ParticipantInfo, ParticipantInfo_State, type TrackInfo, TrackType } from 'livekit-server-sdk';
import type { MediaFact, MediaTrackInfo } from '../media-engine.ts';
import { sourceNamed } from './rights.ts';

/** One participant as we saw them last. */
export interface Seen {
  /** LiveKit's id of this coming-in; another one is another page. */
  readonly sid: string;
  readonly connected: boolean;
  readonly tracks: ReadonlyMap<string, MediaTrackInfo>;
}

/** Who is in a room, by peer id. */
export type Snapshot = ReadonlyMap<string, Seen>;

/** As RTP names them: LiveKit writes them in small letters. */
const MIME_TYPES = new Map(
  ['audio/opus', 'audio/red', 'video/VP8', 'video/H264', 'video/VP9', 'video/AV1'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/** What LiveKit's list says of participants. */
export function snapshotOf(participants: readonly ParticipantInfo[]): Snapshot {
  return new Map(
    participants.map(({ identity, sid, state, tracks }) => [
      identity,
      {
        sid,
        connected: state === ParticipantInfo_State.ACTIVE,
        tracks: new Map(
          tracks.flatMap((track) => {
            const info = trackOf(identity, track);
            return info ? [[info.trackId, info]] : [];
          }),
        ),
      },
    ]),
  );
}

function trackOf(
  peerId: string,
  { sid, source, type, mimeType, muted }: TrackInfo,
): MediaTrackInfo | undefined {
  const name = sourceNamed(source);
  if (name === undefined) return undefined;
  return {
    trackId: sid,
    peerId,
    source: name,
    kind: type === TrackType.AUDIO ? 'audio' : 'video',
    mimeType: MIME_TYPES.get(mimeType.toLowerCase()) ?? mimeType,
    muted,
  };
}

/** What has happened between two looks, in an order in which it can have happened. */
export function factsBetween(before: Snapshot, now: Snapshot): MediaFact[] {
  return [
    ...[...before].flatMap(([peerId, seen]) => endings(peerId, seen, now.get(peerId))),
    ...[...now].flatMap(([peerId, seen]) => beginnings(peerId, before.get(peerId), seen)),
  ];
}

function endings(peerId: string, before: Seen, now: Seen | undefined): MediaFact[] {
  const same = now?.sid === before.sid ? now : undefined;
  const gone = [...before.tracks.keys()].filter((trackId) => !same?.tracks.has(trackId));
  const lost = before.connected && !same?.connected;
  return [
    ...gone.map((trackId) => ({ type: 'trackEnded' as const, trackId, peerId })),
    ...(lost ? [{ type: 'peerDisconnected' as const, peerId }] : []),
  ];
}

function beginnings(peerId: string, before: Seen | undefined, now: Seen): MediaFact[] {
  const same = before?.sid === now.sid ? before : undefined;
  return [
    ...(now.connected && !same?.connected ? [{ type: 'peerConnected' as const, peerId }] : []),
    ...[...now.tracks.values()].flatMap((track): MediaFact[] => {
      const earlier = same?.tracks.get(track.trackId);
      if (!earlier) return [{ type: 'trackPublished', track }];
      if (earlier.muted === track.muted) return [];
      return [{ type: 'trackMuted', trackId: track.trackId, peerId, muted: track.muted }];
    }),
  ];
}
