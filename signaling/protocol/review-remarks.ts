import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { clock } from './review-basics.ts';

/** `chapter`: a part of the call begins here, and goes on until the next one. */
export const markerKind = z.enum(['moment', 'chapter']);
export type MarkerKind = z.infer<typeof markerKind>;

/** A moment that somebody gave a name. */
export const recordingMarker = z.strictObject({
  id,
  at: clock,
  kind: markerKind,
  label: z.string(),
  author: person.nullable(),
  /** Whether this reader set it: they and the owner change it. */
  mine: z.boolean(),
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
  /** Whether this reader wrote it: they and the owner delete it. */
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

const markerLabel = z.string().trim().max(200);
const oneMarker = z.strictObject({ marker: recordingMarker });

/** `POST /api/recordings/:recordingId/markers`, `DELETE …/markers/:markerId`. */
export const addMarker = {
  input: z.strictObject({ at: clock, label: markerLabel, kind: markerKind.default('moment') }),
  output: oneMarker,
};

/** `PUT /api/recordings/:recordingId/markers/:markerId`: one that was set in the call gets its name, or begins a
 *  chapter. */
export const changeMarker = {
  input: z.strictObject({ label: markerLabel, kind: markerKind }),
  output: oneMarker,
};
