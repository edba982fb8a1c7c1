import { WEAK_NETWORK } from '#protocol/measures';
import type { MediaFact, MediaTrackInfo } from '../../sfu/media-engine.ts';
import { gapOf } from './gap.ts';
import type { LiveRecording } from './recording-state.ts';
import type { RecordingWork } from './recording-work.ts';

/** A track that ended longer ago than this was not taken away by a room that moved. */
const MOVED_WITHIN_MS = 15_000;

/** What the recordings do when something happens in a call's room. */
export function createRoomListener(work: RecordingWork): (callId: string, fact: MediaFact) => void {
  const { store, taps, lives, later, now } = work;

  function ended(live: LiveRecording, trackId: string): void {
    const open = live.taps.get(trackId);
    if (!open) return;
    open.stop();
    live.ended.set(keyOf(open.track), { track: open.track, at: now() });
  }

  /** The tracks of somebody that a room which moved has taken away. */
  function takenAway(live: LiveRecording, peerId: string) {
    return [...live.ended.values()].filter(({ track, at }) => {
      if (track.peerId !== peerId) return false;
      live.ended.delete(keyOf(track));
      return now() - at <= MOVED_WITHIN_MS;
    });
  }

  async function muted(live: LiveRecording, trackId: string, isMuted: boolean): Promise<void> {
    const open = live.taps.get(trackId);
    if (!open) return taps.settle(live);
    const { peerId: personId, source } = open.track;
    await store.addEvent(live.row.id, {
      at: now(),
      type: 'muted',
      data: { personId, source, muted: isMuted },
    });
    if (!isMuted && open.track.kind === 'video') await open.requestKeyFrame();
  }

  function quality(live: LiveRecording, personId: string, score: number): void {
    const isWeak = score < WEAK_NETWORK;
    if (isWeak === live.weak.has(personId)) return;
    if (isWeak) live.weak.add(personId);
    else live.weak.delete(personId);
    const event = { at: now(), type: 'network', data: { personId, score } } as const;
    later(live.row.call_id, ({ row }) => store.addEvent(row.id, event));
  }

  return (callId, fact) => {
    const live = lives.get(callId);
    if (!live) return;
    switch (fact.type) {
      case 'trackPublished':
        live.ended.delete(keyOf(fact.track));
        // Published anew, as after a room has moved, it need not rest.
        live.failing.delete(fact.track.trackId);
        return later(callId, (current) => taps.settle(current));
      case 'trackEnded':
        ended(live, fact.trackId);
        return later(callId, (current) => taps.settle(current));
      case 'peerMoved':
        for (const { track, at } of takenAway(live, fact.peerId)) {
          later(callId, ({ row }) => store.addEvent(row.id, gapOf(track, at, 'media_moved')));
        }
        return;
      case 'trackMuted':
        return later(callId, (current) => muted(current, fact.trackId, fact.muted));
      case 'quality':
        if (fact.direction === 'send') quality(live, fact.peerId, fact.score);
        return;
      default:
    }
  };
}

const keyOf = (track: Pick<MediaTrackInfo, 'peerId' | 'source'>) => `${track.peerId} ${track.source}`;
