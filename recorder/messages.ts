import { z } from 'zod';

const segmentId = z.string().min(1);

const track = z.object({
  segmentId,
  recordingId: z.string(),
  kind: z.enum(['audio', 'video']),
  mimeType: z.string(),
  clockRate: z.int().positive(),
  folder: z.string().min(1),
});

const rtp = z.object({
  payloadType: z.int(),
  ssrc: z.int(),
  audioLevelExtension: z.int().optional(),
});

const file = z.object({ path: z.string().min(1), startedAt: z.number(), until: z.number().optional() });

/** What the server asks of the recorder's process. */
export const recorderRequest = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('open'), id: z.int(), track }),
  z.object({ ask: z.literal('begin'), id: z.int(), segmentId, rtp }),
  z.object({ ask: z.literal('end'), id: z.int(), segmentId }),
  z.object({ ask: z.literal('import'), id: z.int(), track, file }),
  z.object({ ask: z.literal('close'), id: z.int() }),
  /** For the intake, and not answered. */
  z.object({ ask: z.literal('intake'), message: z.unknown() }),
]);
export type RecorderRequest = z.infer<typeof recorderRequest>;

/** A question, which has an answer of its number. */
export type RecorderQuestion = Exclude<RecorderRequest, { ask: 'intake' }>;

const ports = z.object({ ip: z.string(), rtpPort: z.int(), rtcpPort: z.int() });

const summary = z.object({
  segmentId,
  file: z.string(),
  startedAt: z.number(),
  durationMs: z.number(),
  bytes: z.number(),
  lostFrames: z.number(),
});

/** What is told of a segment by the process that writes it. */
const fact = z.discriminatedUnion('type', [
  z.object({ type: z.literal('segmentStarted'), segmentId, startedAt: z.number() }),
  z.object({ type: z.literal('keyFrameNeeded'), segmentId }),
  z.object({
    type: z.literal('levels'),
    segmentId,
    from: z.number(),
    levels: z.array(z.number()).readonly(),
  }),
  z.object({
    type: z.literal('segmentBroken'),
    segmentId,
    reason: z.enum(['disk_full', 'write_failed']),
  }),
]);

export type SegmentFact = z.infer<typeof fact>;

/** What the process says: that it is there, answers, and facts. */
export const recorderReply = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready') }),
  z.object({ say: z.literal('opened'), id: z.int(), ports }),
  z.object({ say: z.literal('done'), id: z.int() }),
  z.object({ say: z.literal('ended'), id: z.int(), summary: summary.optional() }),
  z.object({
    say: z.literal('refused'),
    id: z.int(),
    code: z.enum(['invalid_input', 'not_found', 'conflict', 'unavailable', 'internal']),
    details: z.string(),
  }),
  z.object({ say: z.literal('fact'), fact }),
  z.object({ say: z.literal('intakeStarted') }),
  z.object({ say: z.literal('intake'), message: z.unknown() }),
]);
export type RecorderReply = z.infer<typeof recorderReply>;
