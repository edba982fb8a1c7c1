import { z } from 'zod';
import { id } from './basics.ts';

/** What a track shows or sounds; one of each per participant at most. */
export const trackSource = z.enum(['microphone', 'camera', 'screen', 'screen_audio']);
export type TrackSource = z.infer<typeof trackSource>;

/** mediasoup's own structures (RtpCapabilities, RtpParameters, DtlsParameters …): checked by mediasoup itself,
 *  carried as they are. */
const vendor = z.looseObject({});

const transport = z.strictObject({
  id: z.string(),
  iceParameters: vendor,
  iceCandidates: z.array(vendor),
  dtlsParameters: vendor,
});
export type MediasoupTransport = z.infer<typeof transport>;

/** The right of one participant to join one room, as the browser's side of the engine understands it. */
export const mediaGrant = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('mediasoup'),
    roomId: z.string(),
    peerId: z.string(),
    /** Rises with each admission of this peer; requests of an older page are refused. */
    generation: z.int(),
    routerRtpCapabilities: vendor,
    send: transport,
    receive: transport,
    iceServers: z.array(
      z.strictObject({
        urls: z.array(z.string()),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    ),
    /** Names of video codecs to try in this order, `VP8`. */
    videoCodecs: z.array(z.string()),
  }),
]);
export type MediaGrant = z.infer<typeof mediaGrant>;

const direction = z.enum(['send', 'receive']);

/** What a page of the embedded engine may ask of its room. */
export const mediaRequest = z.discriminatedUnion('type', [
  /** The page has loaded its device; consumers for all there is follow as `consumerAdded`. */
  z.strictObject({ type: z.literal('join'), rtpCapabilities: vendor }),
  z.strictObject({ type: z.literal('connectTransport'), direction, dtlsParameters: vendor }),
  z.strictObject({ type: z.literal('restartIce'), direction }),
  z.strictObject({
    type: z.literal('produce'),
    source: trackSource,
    rtpParameters: vendor,
    /** Nothing to see or hear yet (prepared sender) or turned off by its owner. */
    muted: z.boolean(),
  }),
  z.strictObject({ type: z.literal('setProducerMuted'), producerId: z.string(), muted: z.boolean() }),
  z.strictObject({ type: z.literal('closeProducer'), producerId: z.string() }),
  /** The page can receive this consumer now. */
  z.strictObject({ type: z.literal('consumerReady'), consumerId: z.string() }),
  z.strictObject({
    type: z.literal('setPreferredLayers'),
    consumerId: z.string(),
    spatialLayer: z.int().min(0).max(7),
    temporalLayer: z.int().min(0).max(7).optional(),
  }),
  z.strictObject({ type: z.literal('requestKeyFrame'), consumerId: z.string() }),
]);
export type MediaRequest = z.infer<typeof mediaRequest>;

/** What the answers hold, by the type of the request; the others answer `{}`. */
export interface MediaReplies {
  produce: { producerId: string };
  restartIce: { iceParameters: Record<string, unknown> };
}
export type MediaReply<T extends MediaRequest['type']> = T extends keyof MediaReplies
  ? MediaReplies[T]
  : Record<string, never>;

/** What the embedded engine tells a page of its room. */
export const mediaEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('consumerAdded'),
    consumerId: z.string(),
    producerId: z.string(),
    peerId: z.string(),
    source: trackSource,
    rtpParameters: vendor,
    muted: z.boolean(),
  }),
  z.strictObject({ type: z.literal('consumerMuted'), consumerId: z.string(), muted: z.boolean() }),
  z.strictObject({ type: z.literal('consumerClosed'), consumerId: z.string() }),
  z.strictObject({
    type: z.literal('layersChanged'),
    consumerId: z.string(),
    spatialLayer: z.int().nullable(),
    temporalLayer: z.int().nullable(),
  }),
  /** Somebody else muted this page's own track (moderation). */
  z.strictObject({ type: z.literal('producerMuted'), producerId: z.string(), muted: z.boolean() }),
  /** 0 (nothing arrives) to 10 (perfect): how well one's own packets reach the server, or the other's reach us. */
  z.strictObject({ type: z.literal('quality'), direction, score: z.int().min(0).max(10) }),
  /** Who is speaking now, loudest first. */
  z.strictObject({ type: z.literal('speaking'), peerIds: z.array(z.string()) }),
]);
export type MediaEvent = z.infer<typeof mediaEvent>;

export const mediaCommands = {
  /** A request to the room of the call one takes part in, answered by the engine. */
  'media:request': {
    input: z.strictObject({ callId: id, generation: z.int(), request: mediaRequest }),
    output: z.looseObject({}),
  },
} as const;

export const mediaFacts = {
  /** To one participant, from the engine. */
  'media:event': z.strictObject({ callId: id, generation: z.int(), event: mediaEvent }),
} as const;
