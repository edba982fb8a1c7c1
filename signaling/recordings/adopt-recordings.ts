import type { RecordingLives } from './recording-lives.ts';

/** Takes over the recordings that a server before this one left open: closes its files with what was written, and
 *  ends those whose call is over. */
export async function adoptRecordings(work: RecordingLives): Promise<void> {
  const { store, files, adopt, finish, conclude, log } = work;
  const open = await store.open();
  const goesOn = new Set(open.map(({ id }) => id));
  const left = await store.unfiled();
  await Promise.all(
    left.map((segment) =>
      goesOn.has(segment.recording_id) ? files.lose(segment, 'server_stopped') : files.recover(segment),
    ),
  );
  for (const row of open) {
    try {
      const call = await store.call(row.call_id);
      const live = await adopt(row, call);
      if (call.ended_at !== null) await finish(live);
    } catch (error) {
      log.error({ err: error, recordingId: row.id }, 'A recording could not be taken over');
    }
  }
  // Over, but for files that were still on their way.
  const over = new Set(left.map((segment) => segment.recording_id).filter((id) => !goesOn.has(id)));
  for (const recordingId of over) await conclude(recordingId);
}
