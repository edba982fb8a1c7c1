import { z } from 'zod';
import { id, time } from './basics.ts';

export const exportLayout = z.enum(['side_by_side', 'focus']);
export type ExportLayout = z.infer<typeof exportLayout>;

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

/** `POST /api/recordings/:recordingId/exports`; then `GET /api/exports/:exportId` until it is done, and
 *  `DELETE /api/exports/:exportId` to cancel it or to delete its file. Without ffmpeg on the server the answer is
 *  `export_tool_missing`, whose sentence says what to install. */
export const addExport = {
  input: z.strictObject({ layout: exportLayout }),
  output: z.strictObject({ export: exportView }),
};
export const getExport = { output: z.strictObject({ export: exportView }) };
