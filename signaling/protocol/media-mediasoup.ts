import { z } from 'zod';
import { direction, grantBasics, score, trackSource } from './media-basics.ts';

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

/** A grant of the embedded engine. */
export const mediasoupGrant = z.strictObject({
  engine: z.literal('mediasoup'),
  ...grantBasics,
  routerRtpCapabilities: vendor,
  send: transport,
  receive: transport,
});
export type MediasoupGrant = z.infer<typeof mediasoupGrant>;

/** What a page of the embedded engine may ask of its room. */
export const mediasoupRequest = z.discriminatedUnion('type', [
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
export type MediasoupRequest = z.infer<typeof mediasoupRequest>;

/** What the answers hold, by the type of the request; the others answer `{}`. */
export interface MediasoupReplies {
  produce: { producerId: string };
  restartIce: { iceParameters: Record<string, unknown> };
}

/** What the embedded engine tells a page of its room. */
export const mediasoupEvent = z.discriminatedUnion('type', [
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
  /** Somebody cannot decode a codec: pictures are sent in these from now on, those that are sent already too. */
  z.strictObject({ type: z.literal('videoCodecs'), videoCodecs: z.array(z.string()) }),
  z.strictObject({
    type: z.literal('layersChanged'),
    consumerId: z.string(),
    spatialLayer: z.int().nullable(),
    temporalLayer: z.int().nullable(),
  }),
  /** Somebody else muted this page's own track (moderation). */
  z.strictObject({ type: z.literal('producerMuted'), producerId: z.string(), muted: z.boolean() }),
  /** 0 (nothing arrives) to 10 (perfect): how well one's own packets reach the server, or the other's reach us. */
  z.strictObject({ type: z.literal('quality'), direction, score }),
  /** Who is speaking now, loudest first. */
  z.strictObject({ type: z.literal('speaking'), peerIds: z.array(z.string()) }),
]);
export type MediasoupEvent = z.infer<typeof mediasoupEvent>;
