import { z } from 'zod';

const tapId = z.int();
/** LiveKit's name of a room. */
const room = z.string();

const tapShape = z.object({
  payloadType: z.int(),
  clockRate: z.int(),
  ssrc: z.int(),
  audioLevelExtension: z.int().optional(),
});

/** What the packets of a tap look like. */
export type TapShape = z.infer<typeof tapShape>;

const tapOrder = z.object({
  tapId,
  room,
  trackId: z.string(),
  kind: z.enum(['audio', 'video']),
  mimeType: z.string(),
  ip: z.string(),
  rtpPort: z.int(),
  rtcpPort: z.int(),
  /** Whether packets go out from the first on, or only once that is asked for. */
  flowing: z.boolean(),
  /** What its packets have looked like until now, where there were some. */
  shape: tapShape.optional(),
});

/** A track as the intake is to listen to it. */
export type TapOrder = z.infer<typeof tapOrder>;

const roomPass = z.object({ apiUrl: z.string(), token: z.string() });

/** What lets the recorder into one room. */
export type RoomPass = z.infer<typeof roomPass>;

/** What the engine asks of the intake. */
export const tapRequest = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('open'), order: tapOrder }),
  z.object({ ask: z.literal('start'), tapId }),
  z.object({ ask: z.literal('keyFrame'), tapId }),
  z.object({ ask: z.literal('close'), tapId }),
  /** The answer to `passWanted`; without a pass the room is no more. */
  z.object({ ask: z.literal('enter'), room, pass: roomPass.optional() }),
]);
export type TapRequest = z.infer<typeof tapRequest>;

/** What the intake says. */
export const tapReply = z.discriminatedUnion('say', [
  z.object({ say: z.literal('opened'), tapId, shape: tapShape }),
  z.object({ say: z.literal('passWanted'), room }),
  /** No more packets of it go out. */
  z.object({ say: z.literal('closed'), tapId }),
]);
export type TapReply = z.infer<typeof tapReply>;
