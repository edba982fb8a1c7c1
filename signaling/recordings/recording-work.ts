import type { RecordingView } from '#protocol';
import type { Logger } from 'pino';
import type { RecordingRow } from '../db/schema-recordings.ts';
import type { LiveRecording } from './recording-state.ts';
import type { RecordingsStore } from './recordings.store.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { TrackTaps } from './track-taps.ts';

/** What the parts of the recordings share. */
export interface RecordingWork {
  readonly store: RecordingsStore;
  readonly taps: TrackTaps;
  readonly files: SegmentFiles;
  /** Recordings that go on, by call. */
  readonly lives: ReadonlyMap<string, LiveRecording>;
  /** Runs something in the call's turn while its recording goes on; what fails is logged. */
  later(callId: string, work: (live: LiveRecording) => Promise<unknown>): void;
  /** Tells both sides of the call. */
  announce(live: LiveRecording): Promise<{ recording: RecordingView }>;
  change(live: LiveRecording, columns: Partial<RecordingRow>): Promise<void>;
  /** Tells what keeps it from being written, or that nothing does; also where a full disk takes no note of that. */
  hinder(live: LiveRecording, trouble: RecordingRow['trouble']): Promise<void>;
  /** Runs something in the call's turn when it is time to try a full disk again; what fails is logged. */
  retry(callId: string, work: () => Promise<unknown>): void;
  readonly log: Logger;
  readonly now: () => number;
}
