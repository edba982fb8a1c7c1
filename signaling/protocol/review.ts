import { z } from 'zod';
import { id, language, person, time } from './basics.ts';
import { callKind, endReason } from './calls.ts';
import { messageView } from './chat.ts';
import { trackSource } from './media-basics.ts';
import { productView } from './products.ts';
import { consent } from './recordings.ts';

/** A moment or a length on a recording's own clock: ms since it was started. */
const clock = z.int().nonnegative();

/** Bytes as base64, one byte for each step: 0 is silence, 127 the loudest, 255 is "nothing was recorded here". */
const loudness = z.base64();

/** What this reader may do with a recording. */
export const reviewRights = z.strictObject({
  comment: z.boolean(),
  share: z.boolean(),
  export: z.boolean(),
  hold: z.boolean(),
  delete: z.boolean(),
});
export type ReviewRights = z.infer<typeof reviewRights>;

const marker = z.strictObject({ id, at: clock, label: z.string(), author: person.nullable() });
export type RecordingMarker = z.infer<typeof marker>;

/** A recording as the list shows it. */
export const recordingSummary = z.strictObject({
  id,
  callId: id,
  buyer: person,
  agent: person.nullable(),
  product: productView.nullable(),
  kind: callKind,
  startedAt: time,
  /** Up to now while it goes on. */
  durationMs: clock,
  status: z.enum(['recording', 'ended']),
  /** Why the call ended; null while it goes on. */
  outcome: endReason.nullable(),
  /** A frame of the product's camera, signed and short-lived; null when there is none. */
  poster: z.string().nullable(),
  /** At most 200 steps over the whole length; empty while it goes on. */
  waveform: loudness,
  markers: z.array(marker),
  comments: z.int().nonnegative(),
  legalHold: z.boolean(),
  /** When it is deleted by itself; null for never. */
  expiresAt: time.nullable(),
});
export type RecordingSummary = z.infer<typeof recordingSummary>;

/** A stretch of a track: one file. */
export const recordedSegment = z.strictObject({
  segmentId: id,
  /** Signed for this reader and good for some hours; takes ranges. A page that stays open longer reads the detail
   *  again. */
  url: z.string(),
  mimeType: z.string(),
  /** Where its first frame stands on the recording's clock. */
  startMs: clock,
  durationMs: clock,
  /** Still being written: its length grows. */
  live: z.boolean(),
  /** One byte per 100 ms from `startMs` on; empty for pictures. */
  levels: loudness,
});
export type RecordedSegment = z.infer<typeof recordedSegment>;

/** One person's microphone, camera, screen or the sound of it. */
export const recordedTrack = z.strictObject({
  /** Stays the same over all its segments. */
  trackId: z.string(),
  person,
  side: z.enum(['buyer', 'agent']),
  source: trackSource,
  kind: z.enum(['audio', 'video']),
  segments: z.array(recordedSegment),
  /** When somebody spoke in it, from the levels: `[from, until]`. */
  speech: z.array(z.tuple([clock, clock])),
});
export type RecordedTrack = z.infer<typeof recordedTrack>;

const side = z.enum(['buyer', 'agent']);

/** What happened, in the order of `at`. Captures and product cards are messages. */
export const timelineEvent = z.discriminatedUnion('type', [
  /** `answered`, `connected`, `upgraded`, `left`, `returned`, `adopted`, `ended`. */
  z.strictObject({ type: z.literal('call'), at: clock, what: z.string(), side: side.nullable() }),
  z.strictObject({
    type: z.literal('consent'),
    at: clock,
    person,
    side,
    consent,
    language,
    wording: z.string(),
  }),
  z.strictObject({ type: z.literal('paused'), at: clock, until: clock.nullable() }),
  /** Something that was allowed could not be written. */
  z.strictObject({
    type: z.literal('gap'),
    at: clock,
    until: clock.nullable(),
    trackId: z.string().nullable(),
    reason: z.enum(['recorder_died', 'disk_full', 'write_failed', 'media_moved', 'server_stopped']),
  }),
  z.strictObject({ type: z.literal('muted'), at: clock, trackId: z.string(), muted: z.boolean() }),
  /** Nobody speaks for five seconds or longer. */
  z.strictObject({ type: z.literal('silence'), at: clock, until: clock }),
  /** 0 (nothing arrives) to 10 (perfect); told when it falls below 5 and when it is back. */
  z.strictObject({ type: z.literal('network'), at: clock, person, side, score: z.int().min(0).max(10) }),
  z.strictObject({ type: z.literal('message'), at: clock, message: messageView }),
  z.strictObject({ type: z.literal('marker'), at: clock, marker }),
]);
export type TimelineEvent = z.infer<typeof timelineEvent>;

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

/** A link for somebody without a sign-in; its address is shown once, when it is made. */
export const recordingShare = z.strictObject({
  id,
  createdBy: person,
  createdAt: time,
  expiresAt: time,
  revoked: z.boolean(),
});
export type RecordingShare = z.infer<typeof recordingShare>;

/** Figures of one call. */
export const recordingFigures = z.strictObject({
  /** How long each spoke and their share of all speech, 0–1. */
  talk: z.array(z.strictObject({ person, side, ms: clock, share: z.number().min(0).max(1) })),
  /** The longest that one person spoke without the other, ms. */
  longestStretchMs: clock,
  /** Silences of two seconds or longer. */
  pauses: z.int().nonnegative(),
  /** From the answer until the seller's camera was there; null when it never was. */
  productSeenAfterMs: clock.nullable(),
});
export type RecordingFigures = z.infer<typeof recordingFigures>;

/** What somebody without a sign-in sees behind a link: nothing of the comments, shares and rights. */
export const sharedRecording = z.strictObject({
  summary: recordingSummary,
  tracks: z.array(recordedTrack),
  events: z.array(timelineEvent),
});
export type SharedRecording = z.infer<typeof sharedRecording>;

/** Everything the player shows. */
export const recordingDetail = sharedRecording.extend({
  comments: z.array(recordingComment),
  /** Those that may be mentioned. */
  members: z.array(person),
  /** Empty for those who may not share. */
  shares: z.array(recordingShare),
  figures: recordingFigures,
  may: reviewRights,
});
export type RecordingDetail = z.infer<typeof recordingDetail>;

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

/** One line of the audit log. */
export const auditEntry = z.strictObject({
  seq: z.int().positive(),
  at: time,
  /** Null for the service itself (retention) and for readers of a link. */
  member: person.nullable(),
  action: z.enum([
    'look',
    'look_by_link',
    'export',
    'download',
    'delete',
    'expire',
    'hold',
    'release',
    'share',
    'revoke',
  ]),
  recordingId: id,
  detail: z.string(),
  /** SHA-256 over the line and the hash before it, hex. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

const queryNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** `GET /api/recordings?…`, newest first, of a signed-in member: agents get those of their own calls. */
export const listRecordings = {
  query: z.strictObject({
    /** Words in the chat, names, product, comments and markers. */
    q: z.string().trim().max(200).optional(),
    member: id.optional(),
    buyer: id.optional(),
    sku: z.string().max(80).optional(),
    /** Started in this span, ms since the epoch; `to` excluded. */
    from: queryNumber.optional(),
    to: queryNumber.optional(),
    minMs: queryNumber.optional(),
    maxMs: queryNumber.optional(),
    outcome: endReason.optional(),
    /** `next` of the page before. */
    cursor: id.optional(),
    limit: queryNumber.pipe(z.int().min(1).max(100)).default(30),
  }),
  output: z.strictObject({ recordings: z.array(recordingSummary), next: id.nullable() }),
};

/** `GET /api/recordings/:recordingId`. */
export const getRecording = { output: z.strictObject({ recording: recordingDetail }) };

/** `DELETE /api/recordings/:recordingId`: media, waveforms, comments, everything but the audit log. */
export const deleteRecording = { output: z.strictObject({}) };

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
  output: z.strictObject({ marker }),
};

/** `PUT /api/recordings/:recordingId/hold`: while it is held nothing deletes it. */
export const setHold = {
  input: z.strictObject({ legalHold: z.boolean() }),
  output: z.strictObject({ legalHold: z.boolean(), expiresAt: time.nullable() }),
};

/** `POST /api/recordings/:recordingId/shares`, `DELETE …/shares/:shareId`. `path` is an address of the pages,
 *  `/review/shared/<token>`; what they read is `GET /api/shared-recordings/:token`. */
export const addShare = {
  input: z.strictObject({
    hours: z
      .int()
      .min(1)
      .max(24 * 30),
  }),
  output: z.strictObject({ share: recordingShare, path: z.string() }),
};
export const getSharedRecording = { output: z.strictObject({ recording: sharedRecording }) };

/** `POST /api/recordings/:recordingId/exports`; then `GET /api/exports/:exportId` until it is done, and
 *  `DELETE /api/exports/:exportId` to cancel it or to delete its file. Without ffmpeg on the server the answer is
 *  `export_tool_missing`, whose sentence says what to install. */
export const addExport = {
  input: z.strictObject({ layout: exportLayout }),
  output: z.strictObject({ export: exportView }),
};
export const getExport = { output: z.strictObject({ export: exportView }) };

/** `GET /api/audit?before=<seq>`, newest first, for the owner. `intact` is false when a line of the log was changed
 *  or taken out. */
export const listAudit = {
  query: z.strictObject({ before: queryNumber.optional() }),
  output: z.strictObject({ entries: z.array(auditEntry), hasMore: z.boolean(), intact: z.boolean() }),
};
