import type { Selectable } from 'kysely';

/** The tables of what was said as words. */
export interface CaptionsTables {
  recording_captions: RecordingCaptionsTable;
  recording_speech: RecordingSpeechTable;
}

interface RecordingCaptionsTable {
  id: string;
  recording_id: string;
  /** BCP 47. */
  language: string;
  origin: 'file' | 'speech';
  /** JSON: `{from, until, text, personId}[]` on the recording's clock. */
  cues: string;
  created_by: string;
  created_at: number;
}

/** A recording that the speech service is listening to; gone when it has. */
interface RecordingSpeechTable {
  recording_id: string;
  status: 'waiting' | 'running' | 'failed';
  /** BCP 47, or empty: the service finds out. */
  language: string;
  /** JSON: what was heard so far, by segment. */
  done: string;
  attempts: number;
  /** The service was away: asked again from then on. */
  try_at: number;
  created_by: string;
}

export type CaptionsRow = Selectable<RecordingCaptionsTable>;
export type SpeechRow = Selectable<RecordingSpeechTable>;
