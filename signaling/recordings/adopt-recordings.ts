import type { RecordingRow, SegmentRow } from '../db/schema-recordings.ts';
import { gapOf } from './gap.ts';
import type { RecordingLives } from './recording-lives.ts';

/** Takes over the recordings that a server before this one left open: closes its files with what is on the disk,
 *  and ends those whose call is over. */
export async function adoptRecordings({
  store,
  taps,
  adopt,
  finish,
  log,
  now,
}: RecordingLives): Promise<void> {
  async function closeStale(row: RecordingRow, segment: SegmentRow): Promise<void> {
    const until = await taps.recover(row.id, segment.id);
    const track = { peerId: segment.person_id, source: segment.source };
    const at = Math.min(until ?? segment.opened_at, now());
    await store.addEvent(row.id, gapOf(track, at, 'server_stopped'));
  }

  for (const row of await store.open()) {
    try {
      const stale = (await store.segments(row.id)).filter(({ closed_at }) => closed_at === null);
      for (const segment of stale) await closeStale(row, segment);
      const call = await store.call(row.call_id);
      const live = await adopt(row, call);
      if (call.ended_at !== null) await finish(live);
    } catch (error) {
      log.error({ err: error, recordingId: row.id }, 'A recording could not be taken over');
    }
  }
}
