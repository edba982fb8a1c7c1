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
  /** A full disk is tried again so often. */
  readonly diskRetryMs: number;
  readonly log: Logger;
  readonly now: () => number;
}
