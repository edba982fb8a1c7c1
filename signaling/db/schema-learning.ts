import type { Selectable } from 'kysely';

/** The tables of what a team learns from its recordings. */
export interface LearningTables {
  score_sheets: ScoreSheetsTable;
  score_sheet_versions: ScoreSheetVersionsTable;
  recording_scores: RecordingScoresTable;
  recording_figures: RecordingFiguresTable;
  recording_clips: RecordingClipsTable;
  collections: CollectionsTable;
  collection_entries: CollectionEntriesTable;
  call_ratings: CallRatingsTable;
}

/** A sheet as all its versions have it; the newest one is used. */
interface ScoreSheetsTable {
  id: string;
  shop_id: string;
  created_at: number;
  archived_at: number | null;
}

/** A version that a score has used is never changed. */
interface ScoreSheetVersionsTable {
  id: string;
  sheet_id: string;
  /** From 1 on. */
  version: number;
  title: string;
  /** JSON. */
  criteria: string;
  created_by: string;
  created_at: number;
}

interface RecordingScoresTable {
  id: string;
  recording_id: string;
  sheet_id: string;
  version_id: string;
  member_id: string;
  /** JSON: points and a comment for each criterion. */
  marks: string;
  /** The weighted sum, 0 to 10,000. */
  total: number;
  created_at: number;
  updated_at: number;
}

/** What is counted in a call, written when its recording is over. */
interface RecordingFiguresTable {
  recording_id: string;
  /** The agent's share of all speech, 0 to 10,000; null when nobody was heard. */
  talk_share: number | null;
  longest_ms: number;
  pauses: number;
  /** Null when the product was never shown. */
  product_seen_ms: number | null;
  /** How long somebody's network was weak. */
  weak_ms: number;
}

interface RecordingClipsTable {
  id: string;
  recording_id: string;
  title: string;
  /** On the recording's clock. */
  from_ms: number;
  until_ms: number;
  /** How much of its beginning was not asked for. */
  lead_ms: number;
  /** JSON: its files. */
  parts: string;
  created_by: string;
  created_at: number;
}

interface CollectionsTable {
  id: string;
  shop_id: string;
  title: string;
  description: string;
  created_by: string;
  created_at: number;
}

/** A whole recording, or a span of it. */
interface CollectionEntriesTable {
  id: string;
  recording_id: string;
  collection_id: string;
  /** Its place in the list; those of one collection differ. */
  position: number;
  from_ms: number | null;
  until_ms: number | null;
  note: string;
  added_by: string;
  added_at: number;
}

/** What a buyer thought of a call; it stays when the recording goes. */
interface CallRatingsTable {
  call_id: string;
  stars: number;
  words: string;
  rated_at: number;
}

export type ScoreSheetRow = Selectable<ScoreSheetsTable>;
export type SheetVersionRow = Selectable<ScoreSheetVersionsTable>;
export type ScoreRow = Selectable<RecordingScoresTable>;
export type FiguresRow = Selectable<RecordingFiguresTable>;
export type ClipRow = Selectable<RecordingClipsTable>;
export type CollectionRow = Selectable<CollectionsTable>;
export type CollectionEntryRow = Selectable<CollectionEntriesTable>;
export type RatingRow = Selectable<CallRatingsTable>;
