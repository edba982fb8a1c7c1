import { z } from 'zod';
import { id, language, person, time } from './basics.ts';
import { trackSource } from './media-basics.ts';
import { clock } from './review-basics.ts';

export const exportLayout = z.enum(['side_by_side', 'focus', 'inset']);
export type ExportLayout = z.infer<typeof exportLayout>;

/** What of the chat is seen: nothing, a column beside the pictures, or each message below them for a while. */
export const exportChat = z.enum(['none', 'panel', 'captions']);
export type ExportChat = z.infer<typeof exportChat>;

/** Captions drawn into the picture, or as a track that a player can show. */
export const exportCaptions = z.strictObject({ id, as: z.enum(['burnt', 'track']) });

/** An MP4 on its way. */
export const exportView = z.strictObject({
  id,
  recordingId: id,
  layout: exportLayout,
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  /** Signed download address once it is done. */
  url: z.string().nullable(),
  createdAt: time,
});
export type ExportView = z.infer<typeof exportView>;

/** `GET /api/recordings/:recordingId/exports`, for those who may export: the newest first, without the cancelled. */
export const listExports = { output: z.strictObject({ exports: z.array(exportView) }) };

/** `POST /api/recordings/:recordingId/exports`; then `GET /api/exports/:exportId` until it is done, and
 *  `DELETE /api/exports/:exportId` to cancel it or to delete its file. Without ffmpeg on the server the answer is
 *  `export_tool_missing`, whose sentence says what to install. */
export const addExport = {
  input: z.strictObject({
    layout: exportLayout,
    chat: exportChat.default('none'),
    captions: exportCaptions.nullable().default(null),
    /** Of the words that are put in, for what is no text. */
    language: language.default('en'),
  }),
  output: z.strictObject({ export: exportView }),
};

/** A file as the recorder wrote it: a stretch of one track. */
export const originalFile = z.strictObject({
  person,
  source: trackSource,
  /** Where it begins on the recording's clock. */
  startMs: clock,
  durationMs: clock,
  bytes: z.int().nonnegative(),
  /** Signed for this member; saves it. */
  url: z.string(),
});
export type OriginalFile = z.infer<typeof originalFile>;

/** `GET /api/recordings/:recordingId/originals`, for those who may export. */
export const listOriginals = { output: z.strictObject({ files: z.array(originalFile) }) };

export const getExport = { output: z.strictObject({ export: exportView }) };
