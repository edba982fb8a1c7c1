import { z } from 'zod';
import { id } from './basics.ts';
import { livekitEvent, livekitGrant, livekitRequest } from './media-livekit.ts';
import { mediasoupEvent, mediasoupGrant, mediasoupRequest } from './media-mediasoup.ts';

/** The right of one participant to join one room, as the browser's side of the engine understands it. */
export const mediaGrant = z.discriminatedUnion('engine', [mediasoupGrant, livekitGrant]);
export type MediaGrant = z.infer<typeof mediaGrant>;

/** Which engine carries the calls of a service. */
export const mediaEngineName = z.enum(['mediasoup', 'livekit']);
export type MediaEngineName = z.infer<typeof mediaEngineName>;

/** What a page may ask of the engine of its room; each engine refuses what is another's. */
export const mediaRequest = z.union([mediasoupRequest, livekitRequest]);
export type MediaRequest = z.infer<typeof mediaRequest>;

/** What an engine tells a page of its room. */
export const mediaEvent = z.union([mediasoupEvent, livekitEvent]);
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
