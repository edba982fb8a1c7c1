import type { ColumnType, Selectable } from 'kysely';
import type { LearningTables } from './schema-learning.ts';
import type { CaptionsTables } from './schema-captions.ts';
import type { RecordingPolicyTables } from './schema-recording-policy.ts';

/** The tables of recordings and their review; as portable as the others. */
export interface RecordingsTables extends RecordingPolicyTables, CaptionsTables, LearningTables {
  recordings: RecordingsTable;
  recording_consents: RecordingConsentsTable;
  recording_segments: RecordingSegmentsTable;
  recording_events: RecordingEventsTable;
  recording_markers: RecordingMarkersTable;
  recording_comments: RecordingCommentsTable;
  recording_shares: RecordingSharesTable;
  recording_exports: RecordingExportsTable;
  audit_log: AuditLogTable;
}

/** One of a call at a time; what it holds lies in a folder of its own. */
interface RecordingsTable {
  id: string;
  shop_id: string;
  call_id: string;
  /** Rises with every change that the call's sides are told. */
  revision: number;
  started_at: number;
  started_by: string;
  paused_at: number | null;
  ended_at: number | null;
  trouble: 'disk_full' | 'interrupted' | null;
  /** 1: nothing deletes it. */
  legal_hold: number;
  /** Loudness over the whole length as base64; written at the end. */
  waveform: string;
  has_poster: number;
  /** What it is found by, in lower case. */
  words: string;
  /** 1: made by us, for a shop that has none yet. */
  example: ColumnType<number, number | undefined, number>;
}

interface OfRecording {
  id: string;
  recording_id: string;
}

/** Answers to the question, append-only: the last one of a person counts. */
interface RecordingConsentsTable extends OfRecording {
  at: number;
  side: 'buyer' | 'agent';
  person_id: string;
  voice: number;
  picture: number;
  screen: number;
  language: 'en' | 'zh';
  /** The exact text that the person was shown. */
  wording: string;
}

/** A stretch of a track: one file. */
interface RecordingSegmentsTable extends OfRecording {
  side: 'buyer' | 'agent';
  person_id: string;
  source: 'microphone' | 'camera' | 'screen' | 'screen_audio';
  mime_type: string;
  opened_at: number;
  /** Wall clock of the file's first frame; null while nothing has arrived. */
  started_at: number | null;
  /** Null while it is being written. */
  closed_at: number | null;
  duration_ms: number;
  /** Its name in the recording's folder. */
  file: string | null;
  bytes: number;
  lost_frames: number;
}

/** `paused`, `resumed`, `gap`, `muted`, `network`, `joined`. */
interface RecordingEventsTable extends OfRecording {
  at: number;
  type: string;
  /** JSON. */
  data: string;
}

/** `at` here and in comments is on the recording's clock: ms since its start. */
interface RecordingMarkersTable extends OfRecording {
  at: number;
  /** `chapter`: a part of the call begins here. */
  kind: ColumnType<'moment' | 'chapter', 'moment' | 'chapter' | undefined>;
  label: string;
  member_id: string;
}

interface RecordingCommentsTable extends OfRecording {
  at: number;
  member_id: string;
  text: string;
  /** JSON: ids of members. */
  mentions: string;
  reply_to: string | null;
  created_at: number;
}

/** The link holds a random token, the row its SHA-256. */
interface RecordingSharesTable extends OfRecording {
  token_hash: string;
  /** The one clip it shows; null for all of the recording. */
  clip_id: string | null;
  created_by: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

interface RecordingExportsTable extends OfRecording {
  layout: 'side_by_side' | 'focus' | 'inset';
  chat: 'none' | 'panel' | 'captions';
  /** Of the words that are put in. */
  language: 'en' | 'zh';
  /** JSON: `{id, as}`; empty for none. */
  captions: string;
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  created_by: string;
  created_at: number;
}

/** Key (shop_id, seq); each hash covers its line and the hash before it. */
interface AuditLogTable {
  shop_id: string;
  seq: number;
  at: number;
  /** Null for the service itself and for readers of a link. */
  member_id: string | null;
  action: string;
  recording_id: string;
  detail: string;
  hash: string;
}

export type RecordingRow = Selectable<RecordingsTable>;
export type ConsentRow = Selectable<RecordingConsentsTable>;
export type SegmentRow = Selectable<RecordingSegmentsTable>;
export type RecordingEventRow = Selectable<RecordingEventsTable>;
export type MarkerRow = Selectable<RecordingMarkersTable>;
export type CommentRow = Selectable<RecordingCommentsTable>;
export type ShareRow = Selectable<RecordingSharesTable>;
export type ExportRow = Selectable<RecordingExportsTable>;
export type AuditRow = Selectable<AuditLogTable>;
