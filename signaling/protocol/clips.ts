import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { sharedRecording } from './review.ts';
import { clock } from './review-basics.ts';

/** The longest span that is cut, ms. */
const LONGEST_MS = 15 * 60_000;

/** A span of a recording as files of its own, cut without encoding anything anew. */
export const clip = z.strictObject({
  id,
  recordingId: id,
  title: z.string(),
  /** On the recording's clock. A little before what was asked for where a picture begins only there. */
  fromMs: clock,
  untilMs: clock,
  /** How much of its beginning was not asked for, ms. */
  leadMs: clock,
  createdBy: person,
  createdAt: time,
  /** Whether this reader may delete it. */
  mine: z.boolean(),
  /** One file with the main picture and all voices, signed; null for who may not export. */
  download: z.string().nullable(),
});
export type Clip = z.infer<typeof clip>;

/** `GET /api/recordings/:recordingId/clips`. */
export const listClips = { output: z.strictObject({ clips: z.array(clip) }) };

/** `POST /api/recordings/:recordingId/clips`: answered when it is cut. Without ffmpeg on the server the answer is
 *  `export_tool_missing`; while it is being recorded, `conflict`. `DELETE /api/clips/:clipId` deletes it, by whoever
 *  made it or the owner. */
export const addClip = {
  input: z
    .strictObject({ title: z.string().trim().min(1).max(120), fromMs: clock, untilMs: clock })
    .refine(({ fromMs, untilMs }) => fromMs < untilMs, 'it ends before it begins')
    .refine(({ fromMs, untilMs }) => untilMs - fromMs <= LONGEST_MS, 'it is longer than 15 minutes'),
  output: z.strictObject({ clip }),
};

/** `GET /api/clips/:clipId`: the span as a recording of its own, from 0 on. */
export const getClip = { output: z.strictObject({ clip, recording: sharedRecording }) };
