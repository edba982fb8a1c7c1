import { z } from 'zod';
import { bilingual, id, language, person, time } from './basics.ts';
import { callKind, endReason } from './calls.ts';
import { captions, speechState } from './captions.ts';
import { messageView } from './chat.ts';
import { trackSource } from './media-basics.ts';
import { productView } from './products.ts';
import { consent } from './recordings.ts';
import { callRating } from './ratings.ts';
import { clock, queryNumber, side } from './review-basics.ts';
import { recordingFigures } from './review-figures.ts';
import { recordingComment, recordingMarker } from './review-remarks.ts';
import { recordingShare } from './review-shares.ts';

/** Bytes as base64, one byte for each step: 0 is silence, 127 the loudest, 255 is "nothing was recorded here". */
const loudness = z.base64();

/** What this reader may do with a recording. */
export const reviewRights = z.strictObject({
  comment: z.boolean(),
  share: z.boolean(),
  export: z.boolean(),
  hold: z.boolean(),
  delete: z.boolean(),
  /** Say who else may do what with it. */
  rights: z.boolean(),
});
export type ReviewRights = z.infer<typeof reviewRights>;

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
  markers: z.array(recordingMarker),
  comments: z.int().nonnegative(),
  legalHold: z.boolean(),
  /** Made by us, for a shop that has none yet. */
  example: z.boolean(),
  /** What the buyer thought of the call; null while they have not said, and behind a link. */
  rating: callRating.nullable(),
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
  side,
  source: trackSource,
  kind: z.enum(['audio', 'video']),
  segments: z.array(recordedSegment),
  /** When somebody spoke in it, from the levels: `[from, until]`. */
  speech: z.array(z.tuple([clock, clock])),
});
export type RecordedTrack = z.infer<typeof recordedTrack>;

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
    reason: z.enum([
      'recorder_died',
      'disk_full',
      'write_failed',
      'media_moved',
      'server_stopped',
      'export_failed',
      'export_aborted',
      'export_limit_reached',
    ]),
  }),
  z.strictObject({ type: z.literal('muted'), at: clock, trackId: z.string(), muted: z.boolean() }),
  /** One side had the other wait. */
  z.strictObject({ type: z.literal('hold'), at: clock, until: clock.nullable(), side: side.nullable() }),
  /** Nobody speaks for five seconds or longer. */
  z.strictObject({ type: z.literal('silence'), at: clock, until: clock }),
  /** 0 (nothing arrives) to 10 (perfect); told when it falls below 5 and when it is back. */
  z.strictObject({ type: z.literal('network'), at: clock, person, side, score: z.int().min(0).max(10) }),
  z.strictObject({ type: z.literal('message'), at: clock, message: messageView }),
  /** One that begins no chapter. */
  z.strictObject({ type: z.literal('marker'), at: clock, marker: recordingMarker }),
  /** A part of the call, from its marker to that of the next. */
  z.strictObject({
    type: z.literal('chapter'),
    at: clock,
    until: clock.nullable(),
    marker: recordingMarker,
  }),
]);
export type TimelineEvent = z.infer<typeof timelineEvent>;

/** What somebody without a sign-in sees behind a link: nothing of the comments, shares and rights. */
export const sharedRecording = z.strictObject({
  summary: recordingSummary,
  tracks: z.array(recordedTrack),
  events: z.array(timelineEvent),
  /** What was said as words, one of each language. */
  captions: z.array(captions),
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
  /** How far the speech service is; null while it does nothing. */
  speech: speechState.nullable(),
  /** Whether there is a speech service. */
  hasSpeechService: z.boolean(),
  may: reviewRights,
});
export type RecordingDetail = z.infer<typeof recordingDetail>;

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
    /** The buyer's stars; recordings of calls without a rating have none. */
    minStars: queryNumber.optional(),
    maxStars: queryNumber.optional(),
    /** Those with a comment that mentions the reader. */
    mentions: z.literal('me').optional(),
    /** `next` of the page before. */
    cursor: id.optional(),
    limit: queryNumber.pipe(z.int().min(1).max(100)).default(30),
  }),
  output: z.strictObject({ recordings: z.array(recordingSummary), next: id.nullable() }),
};

/** `GET /api/recording-choices`: who and what is in the recordings that a member sees, the newest 200 buyers first. */
export const listChoices = {
  output: z.strictObject({
    agents: z.array(person),
    buyers: z.array(person),
    products: z.array(z.strictObject({ sku: z.string(), name: bilingual })),
  }),
};

/** `GET /api/recordings/:recordingId`. */
export const getRecording = { output: z.strictObject({ recording: recordingDetail }) };

/** `DELETE /api/recordings/:recordingId`: media, waveforms, comments, everything but the audit log. */
export const deleteRecording = { output: z.strictObject({}) };

/** `PUT /api/recordings/:recordingId/hold`: while it is held nothing deletes it. */
export const setHold = {
  input: z.strictObject({ legalHold: z.boolean() }),
  output: z.strictObject({ legalHold: z.boolean(), expiresAt: time.nullable() }),
};

/** `GET /api/shared-recordings/:token`. */
export const getSharedRecording = {
  output: z.strictObject({
    recording: sharedRecording,
    /** What a clip is called; null for a whole recording. */
    title: z.string().nullable(),
  }),
};
