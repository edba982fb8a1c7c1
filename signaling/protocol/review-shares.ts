import { z } from 'zod';
import { id, person, time } from './basics.ts';

/** A link for somebody without a sign-in; its address is shown once, when it is made. */
export const recordingShare = z.strictObject({
  id,
  createdBy: person,
  createdAt: time,
  expiresAt: time,
  /** The clip that it shows; null for all of the recording. */
  clipId: id.nullable(),
  revoked: z.boolean(),
});
export type RecordingShare = z.infer<typeof recordingShare>;

/** `POST /api/recordings/:recordingId/shares`, `DELETE …/shares/:shareId`. `path` is an address of the pages,
 *  `/review/shared/<token>`; what they read is `GET /api/shared-recordings/:token`. */
export const addShare = {
  input: z.strictObject({
    hours: z
      .int()
      .min(1)
      .max(24 * 30),
    /** Shows this clip alone, and nothing else of the recording. */
    clipId: id.optional(),
  }),
  output: z.strictObject({ share: recordingShare, path: z.string() }),
};
