import { z } from 'zod';

/** What a track shows or sounds; one of each per participant at most. */
export const trackSource = z.enum(['microphone', 'camera', 'screen', 'screen_audio']);
export type TrackSource = z.infer<typeof trackSource>;

/** STUN and TURN servers, as `RTCIceServer` in the browser. */
export const iceServers = z.array(
  z.strictObject({
    urls: z.array(z.string()),
    username: z.string().optional(),
    credential: z.string().optional(),
  }),
);

/** What every engine's grant says: whose it is, and for which room. */
export const grantBasics = {
  roomId: z.string(),
  peerId: z.string(),
  /** Rises with each admission of this peer; requests of an older page are refused. */
  generation: z.int(),
  iceServers,
  /** Names of video codecs to try in this order, `VP8`. */
  videoCodecs: z.array(z.string()),
} as const;

export const direction = z.enum(['send', 'receive']);

/** 0 (nothing arrives) to 10 (perfect). */
export const score = z.int().min(0).max(10);
