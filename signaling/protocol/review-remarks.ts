import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { clock } from './review-basics.ts';

/** A moment that somebody gave a name. */
export const recordingMarker = z.strictObject({
  id,
  at: clock,
  label: z.string(),
  author: person.nullable(),
});
export type RecordingMarker = z.infer<typeof recordingMarker>;

/** A remark at a moment, or an answer to one. */
export const recordingComment = z.strictObject({
  id,
  at: clock,
  author: person,
  text: z.string(),
  mentions: z.array(person),
  /** The comment it answers. */
  replyTo: id.nullable(),
  createdAt: time,
  /** Whether this reader may delete it. */
  mine: z.boolean(),
});
export type RecordingComment = z.infer<typeof recordingComment>;

/** `POST /api/recordings/:recordingId/comments`, `DELETE …/comments/:commentId`. */
export const addComment = {
  input: z.strictObject({
    at: clock,
    text: z.string().trim().min(1).max(4000),
    mentions: z.array(id).max(20).default([]),
    replyTo: id.optional(),
  }),
  output: z.strictObject({ comment: recordingComment }),
};

/** `POST /api/recordings/:recordingId/markers`, `DELETE …/markers/:markerId`. */
export const addMarker = {
  input: z.strictObject({ at: clock, label: z.string().trim().max(200) }),
  output: z.strictObject({ marker: recordingMarker }),
};
