import type { OpenTap } from './open-tap.ts';
import type { LiveRecording } from './recording-state.ts';
import type { RecordingWork } from './recording-work.ts';
import type { WriterFact } from './track-writer.ts';

type Broken = Extract<WriterFact, { type: 'segmentBroken' }>;

/** What the recordings do when whoever writes the tracks tells something. */
export function createRecorderListener(work: RecordingWork): (fact: WriterFact) => void {
  const { store, taps, files, lives, later, announce, change } = work;

  function find(segmentId: string): { live: LiveRecording; open: OpenTap } | undefined {
    for (const live of lives.values()) {
      for (const open of live.taps.values()) if (open.segmentId === segmentId) return { live, open };
    }
    return undefined;
  }

  async function underWay(live: LiveRecording): Promise<void> {
    if (live.row.trouble === null) return;
    await change(live, { trouble: null });
    await announce(live);
  }

  async function broken(live: LiveRecording, { segmentId, reason }: Broken): Promise<void> {
    const open = [...live.taps.values()].find((tap) => tap.segmentId === segmentId);
    if (!open) return;
    live.taps.delete(open.track.trackId);
    await files.lose({ id: segmentId, recording_id: live.row.id }, reason);
    const trouble = reason === 'disk_full' ? 'disk_full' : 'interrupted';
    if (live.row.trouble !== trouble) {
      await change(live, { trouble });
      await announce(live);
    }
    if (reason === 'disk_full' || reason === 'write_failed') tryLater(live);
  }

  function tryLater(live: LiveRecording): void {
    if (live.blocked) return;
    live.blocked = true;
    setTimeout(() => {
      live.blocked = false;
      later(live.row.call_id, (current) => taps.settle(current));
    }, work.diskRetryMs).unref();
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
    const { call_id: callId } = live.row;
    switch (fact.type) {
      case 'segmentStarted':
        return later(callId, async (current) => {
          await store.changeSegment(fact.segmentId, { started_at: Math.round(fact.startedAt) });
          await underWay(current);
        });
      case 'segmentUnderWay':
        return later(callId, underWay);
      case 'keyFrameNeeded':
        return void open.requestKeyFrame();
      case 'segmentBroken':
        open.stop();
        return later(callId, (current) => broken(current, fact));
    }
  };
}
