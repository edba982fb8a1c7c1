import type { TrackPublishOptions, VideoCodec, VideoPreset } from 'livekit-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { preference } from '../tracks/encoder.ts';

/** The picture that sizes are counted from; what a camera really gives is scaled by the same factors. */
export const FULL = { width: 1280, height: 720 } as const;

const FULL_CAMERA_BITS = 1_700_000;
const SCREEN_BITS = 3_500_000;
const SCREEN_FRAMES = 15;
const SPEECH_BITS = 40_000;
const SCREEN_SOUND_BITS = 96_000;
/** A quarter and a half of the full size. */
const SMALL = size(4, 160_000);
const MEDIUM = size(2, 550_000);

const CODECS: readonly VideoCodec[] = ['vp8', 'h264', 'vp9', 'av1'];

/** How a track is published: the same sizes, rates and codecs as through the embedded engine. Redundant sound
 *  (RED) is left out: lost packets are repaired by FEC and asked for again. */
export function publishPlan(
  source: TrackSource,
  options: PublishOptions,
  videoCodec: VideoCodec | undefined,
): TrackPublishOptions {
  const codec = videoCodec === undefined ? {} : { videoCodec, backupCodec: false };
  switch (source) {
    case 'microphone':
      return { stream: 'person', dtx: true, red: false, audioPreset: { maxBitrate: SPEECH_BITS } };
    case 'screen_audio':
      return {
        stream: 'screen',
        dtx: false,
        red: false,
        forceStereo: true,
        audioPreset: { maxBitrate: SCREEN_SOUND_BITS },
      };
    case 'screen':
      return {
        ...codec,
        stream: 'screen',
        simulcast: false,
        // One picture, whatever the codec: text does not survive being scaled.
        ...(isLayered(videoCodec) ? { scalabilityMode: 'L1T3' as const } : {}),
        screenShareEncoding: { maxBitrate: SCREEN_BITS, maxFramerate: SCREEN_FRAMES },
        degradationPreference: preference(source, options),
      };
    case 'camera':
      return {
        ...codec,
        stream: 'person',
        ...cameraSizes(options.simulcast === true, videoCodec),
        videoEncoding: { maxBitrate: FULL_CAMERA_BITS },
        degradationPreference: preference(source, options),
      };
  }
}

/** The first codec of the room's order that this browser can send.
 *  @param order names, `VP8`. @param sendable MIME types, `video/VP8`. */
export function chooseVideoCodec(
  order: readonly string[],
  sendable: readonly string[],
): VideoCodec | undefined {
  const can = new Set(sendable.map((mimeType) => mimeType.toLowerCase()));
  const name = order.map((one) => one.toLowerCase()).find((one) => can.has(`video/${one}`));
  return CODECS.find((codec) => codec === name);
}

function cameraSizes(simulcast: boolean, codec: VideoCodec | undefined): TrackPublishOptions {
  if (codec === 'av1') return { simulcast: false, scalabilityMode: 'L1T2' };
  if (codec === 'vp9') return { simulcast: false, scalabilityMode: simulcast ? 'L3T2_KEY' : 'L2T2_KEY' };
  return { simulcast: true, videoSimulcastLayers: simulcast ? [SMALL, MEDIUM] : [SMALL] };
}

function isLayered(codec: VideoCodec | undefined): boolean {
  return codec === 'vp9' || codec === 'av1';
}

function size(by: number, maxBitrate: number): VideoPreset {
  const [width, height] = [FULL.width / by, FULL.height / by];
  const encoding = { maxBitrate };
  return { width, height, encoding, resolution: { width, height, aspectRatio: width / height } };
}
