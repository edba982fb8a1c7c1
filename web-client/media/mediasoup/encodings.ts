import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { DARK_SCALE } from '../tracks/placeholder.ts';

/** How a track is encoded; sizes from the smallest to the full one. */
export interface SendPlan {
  readonly encodings?: types.RtpEncodingParameters[];
  readonly codecOptions?: types.ProducerCodecOptions;
}

const FULL_CAMERA_BITS = 1_700_000;
const SCREEN_BITS = 3_500_000;
const SCREEN_FRAMES = 15;
/** Browsers send these with all sizes in one stream and one key frame for them. AV1's is not among them: its
 *  smaller sizes are not always decodable by themselves. */
const CODECS_WITH_LAYERS = ['VP9'];

/** Chooses encodings and codec options for a source. Screens are one sharp picture: text does not survive
 *  being scaled, and a still screen costs next to nothing. */
export function sendPlan(
  source: TrackSource,
  options: PublishOptions,
  codec: string | undefined,
  scalable: boolean,
): SendPlan {
  switch (source) {
    case 'microphone':
      return { codecOptions: { opusStereo: false, opusFec: true, opusDtx: true, opusNack: true } };
    case 'screen_audio':
      return { codecOptions: { opusStereo: true, opusFec: true, opusDtx: false } };
    case 'screen':
      return {
        encodings: [{ maxBitrate: SCREEN_BITS, maxFramerate: SCREEN_FRAMES }],
        codecOptions: { videoGoogleStartBitrate: 1500 },
      };
    case 'camera':
      return {
        encodings: cameraEncodings(options.simulcast === true, codec, scalable),
        // The estimator starts at 300 kbit/s otherwise, and the larger sizes come seconds late.
        codecOptions: { videoGoogleStartBitrate: 1000 },
      };
  }
}

function cameraEncodings(
  simulcast: boolean,
  codec: string | undefined,
  scalable: boolean,
): types.RtpEncodingParameters[] {
  if (codec === 'AV1') return [{ scalabilityMode: 'L1T2', maxBitrate: FULL_CAMERA_BITS }];
  if (codec !== undefined && CODECS_WITH_LAYERS.includes(codec) && scalable) {
    return [{ scalabilityMode: simulcast ? 'L3T2_KEY' : 'L2T2_KEY', maxBitrate: FULL_CAMERA_BITS }];
  }
  const small = { scaleResolutionDownBy: 4, maxBitrate: 160_000, scalabilityMode: 'L1T2' };
  const medium = { scaleResolutionDownBy: 2, maxBitrate: 550_000, scalabilityMode: 'L1T2' };
  const full = { scaleResolutionDownBy: 1, maxBitrate: FULL_CAMERA_BITS, scalabilityMode: 'L1T2' };
  // The small one costs a sixteenth of the full one, and is there first: a key frame of one packet.
  return simulcast ? [small, medium, full] : [small, full];
}

/** The same plan for a placeholder: nothing larger arrives of it in any size. */
export function darken(plan: SendPlan): SendPlan {
  const encodings = plan.encodings?.map((one) => ({ ...one, scaleResolutionDownBy: DARK_SCALE }));
  return encodings ? { ...plan, encodings } : plan;
}

/** The spatial layer for a wanted quality, of three. */
export function layerOf(quality: 'low' | 'medium' | 'high'): number {
  return { low: 0, medium: 1, high: 2 }[quality];
}

/** The first codec of the room's order that this browser can send. */
export function chooseCodec(
  order: readonly string[],
  router: types.RtpCapabilities,
  sendable: types.RtpCapabilities,
): types.RtpCodecCapability | undefined {
  const same = (name: string) => (codec: types.RtpCodecCapability) =>
    codec.mimeType.toLowerCase() === `video/${name.toLowerCase()}`;
  const name = order.find((candidate) => sendable.codecs?.some(same(candidate)));
  return name === undefined ? undefined : router.codecs?.find(same(name));
}
