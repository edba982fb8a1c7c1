import type { OpenTap } from './open-tap.ts';
import type { LiveRecording } from './recording-state.ts';
import type { RecordingWork } from './recording-work.ts';
import type { WriterFact } from './track-writer.ts';

type Broken = Extract<WriterFact, { type: 'segmentBroken' }>;

/** What the recordings do when whoever writes the tracks tells something. */
export function createRecorderListener(work: RecordingWork): (fact: WriterFact) => void {
  const { store, taps, files, lives, later, retry, hinder } = work;

  function find(segmentId: string): { live: LiveRecording; open: OpenTap } | undefined {
    for (const live of lives.values()) {
      for (const open of live.taps.values()) if (open.segmentId === segmentId) return { live, open };
    }
    return undefined;
  }

  /** Nothing is missing any more, unless another track still is. */
  async function done(live: LiveRecording, trackId: string): Promise<void> {
    live.failing.delete(trackId);
    if (![...live.failing.values()].includes('resting')) await hinder(live, null);
  }

  async function broken(live: LiveRecording, { segmentId, reason }: Broken): Promise<void> {
    const open = [...live.taps.values()].find((tap) => tap.segmentId === segmentId);
    if (!open) return;
    const { track, openedAt } = open;
    live.taps.delete(track.trackId);
    const isKnown = live.failing.has(track.trackId);
    // First: what follows can fail where the store lies on the same disk.
    if (reason === 'disk_full' || reason === 'write_failed') tryLater(live, track.trackId);
    const segment = {
      id: segmentId,
      recording_id: live.row.id,
      person_id: track.peerId,
      source: track.source,
      opened_at: openedAt,
    };
    await (isKnown ? files.recover(segment) : files.lose(segment, reason));
    await hinder(live, reason === 'disk_full' ? 'disk_full' : 'interrupted');
  }

  function tryLater(live: LiveRecording, trackId: string): void {
    live.failing.set(trackId, 'resting');
    const { id, call_id: callId } = live.row;
    retry(callId, async () => {
      if (lives.get(callId) !== live || live.failing.get(trackId) !== 'resting') return;
      live.failing.set(trackId, 'due');
      await files.again(id);
      await taps.settle(live);
      // It has ended meanwhile, or may not be recorded any more.
      if (!live.taps.has(trackId)) await done(live, trackId);
    });
  }

  return (fact) => {
    if (fact.type === 'recorderBack') {
      taps.recorderThere = true;
      for (const callId of lives.keys()) later(callId, (live) => taps.settle(live));
      return;
    }
    if (fact.type === 'levels') return files.keepLevels(fact.segmentId, fact.from, fact.levels);
    if (fact.type === 'segmentBroken' && fact.reason === 'recorder_died') taps.recorderThere = false;
    const found = find(fact.segmentId);
    if (!found) return;
    const { live, open } = found;
    const { trackId } = open.track;
    const { call_id: callId } = live.row;
    switch (fact.type) {
      case 'segmentStarted':
        return later(callId, async (current) => {
          await store.changeSegment(fact.segmentId, { started_at: Math.round(fact.startedAt) });
          await done(current, trackId);
        });
      case 'segmentUnderWay':
        return later(callId, (current) => done(current, trackId));
      case 'keyFrameNeeded':
        return void open.requestKeyFrame();
      case 'segmentBroken':
        open.fail();
        return later(callId, (current) => broken(current, fact));
    }
  };
}
